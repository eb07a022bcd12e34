//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package compare

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lockFile makes a file, if it is not there, and holds it until it is closed or the
// process ends, however it ends. A file that is held already is errLocked. On a file
// system without locks nothing is held.
func lockFile(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == nil, errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
		return f, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, errors.Join(errLocked, f.Close())
	default:
		return nil, errors.Join(err, f.Close())
	}
}
