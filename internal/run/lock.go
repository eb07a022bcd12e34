package run

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/gofrs/flock"
)

// ErrLocked says that another program holds a folder.
var ErrLocked = errors.New("locked")

// lockFile is held by who writes to a folder.
const lockFile = ".lock"

// Lock makes a folder, if it is not there, and holds it until it is closed or the process ends, however it ends. On a file
// system without locks nothing is held.
func Lock(folder string) (io.Closer, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("can't make the output folder: %w", err)
	}
	l := flock.New(filepath.Join(folder, lockFile))
	held, err := l.TryLock()
	switch {
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
		return l, nil
	case err != nil:
		return nil, fmt.Errorf("can't write in the output folder: %w", err)
	case !held:
		return nil, errors.Join(ErrLocked, l.Close())
	}
	return l, nil
}
