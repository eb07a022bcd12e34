package compare

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// sharingViolation is the error ERROR_SHARING_VIOLATION of Windows.
const sharingViolation syscall.Errno = 32

// lockFile makes a file, if it is not there, and holds it until it is closed or the
// process ends, however it ends. A file that is held already is errLocked.
func lockFile(path string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const sharing = 0 // with no one
	h, err := syscall.CreateFile(name, syscall.GENERIC_WRITE, sharing, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}
