package run

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"syscall"

	"github.com/gofrs/flock"
)

// ErrLocked says that another program holds a folder.
var ErrLocked = errors.New("locked")

// Lock holds a folder until it is closed or the process ends, however it ends. On a file
// system without locks nothing is held.
func Lock(folder string) (io.Closer, error) {
	l := flock.New(filepath.Join(folder, ".lock"))
	held, err := l.TryLock()
	switch {
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
		return l, nil
	case err != nil:
		return nil, fmt.Errorf("can't lock %s: %w", folder, err)
	case !held:
		return nil, errors.Join(ErrLocked, l.Close())
	}
	return l, nil
}
