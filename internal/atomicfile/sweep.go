package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// pattern names the temporary files of a file, for os.CreateTemp.
func pattern(base string) string { return "." + base + ".*.tmp" }

// temporary matches the names of pattern, and those that earlier versions used: for
// pictures, for texts, for trying whether a folder can be written, and for downloads.
var temporary = regexp.MustCompile(`^\..+\.\d+\.tmp$|^\.(picture|probe)-\d+$|^\..+\.(yaml|json|csv|txt|html)-\d+$|.\.part-\d+$`)

// Sweep removes the temporary files in a folder that have not been written to for the
// given time. 0 removes them all: only where no other process writes. A folder that is not
// there has none. What could not be removed is in the error, and the rest is removed.
func Sweep(folder string, idle time.Duration) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Type().IsRegular() && temporary.MatchString(e.Name()) {
			err = errors.Join(err, removeIdle(folder, e, idle))
		}
	}
	return err
}

// removeIdle removes one file; that another process was faster is no error.
func removeIdle(folder string, e fs.DirEntry, idle time.Duration) error {
	info, err := e.Info()
	if err == nil && time.Since(info.ModTime()) >= idle {
		err = os.Remove(filepath.Join(folder, e.Name()))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
