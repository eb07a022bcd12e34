// Package atomicfile writes a file whole or not at all.
//
//	err := atomicfile.Write(path, func(w io.Writer) error { ... })
//	err = atomicfile.WriteBytes(path, b)
//	err = atomicfile.Sweep(folder, 0) // what killed processes left there
//
// Guarantees: whoever reads the path sees what was there before or all that was written,
// also after the process is killed or the power fails. A write that fails leaves nothing
// behind; one that is killed leaves a temporary file, which Sweep removes. What is there and
// is no file, such as /dev/null or a pipe, is never replaced: it is written to.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Write makes the file at path, or replaces it, by what write writes. The bytes go through
// a buffer to a temporary file in the same folder, which is synced, readable by all (mode
// 0644), and then takes the name. An error, of write or of the disk, names the path and
// wraps its cause; the file is as it was before then. A device or a pipe of that name stays
// and gets the bytes; a folder is an error.
func Write(path string, write func(w io.Writer) error) error {
	put := replace
	switch info, err := os.Stat(path); {
	case err != nil || info.Mode().IsRegular():
	case info.IsDir():
		return fmt.Errorf("%s: it is a folder: name a file", path)
	default:
		put = through
	}
	if err := put(path, write); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// WriteBytes is [Write] of bytes that are all there.
func WriteBytes(path string, b []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

func replace(path string, write func(io.Writer) error) error {
	folder := filepath.Dir(path)
	temp, err := os.CreateTemp(folder, pattern(filepath.Base(path)))
	if err != nil {
		return err
	}
	err = fill(temp, write)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return syncFolder(folder)
}

// through writes to what is there already.
func through(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriterSize(f, 1<<16)
	if err = write(buffer); err == nil {
		err = buffer.Flush()
	}
	return errors.Join(err, f.Close())
}

func fill(temp *os.File, write func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(temp, 1<<16)
	if err := write(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return errors.Join(temp.Chmod(0o644), temp.Sync())
}

// syncFolder makes the new name last. Windows has no such call, and some file systems
// refuse it; they keep names in their own way.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
