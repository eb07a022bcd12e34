package sweep

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Pack writes a file, or the files of a folder, as an archive that depends on their content
// alone: a file's name but for its ending, times and owners are left out.
func Pack(w io.Writer, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(w)
	if !info.IsDir() {
		err = packFile(archive, path, "data"+ending(path))
	} else {
		err = packFolder(archive, path)
	}
	return errors.Join(err, archive.Close())
}

// ending is what says of a file what is in it.
func ending(path string) string {
	end := filepath.Ext(path)
	if end == ".gz" {
		end = filepath.Ext(strings.TrimSuffix(path, end)) + end
	}
	return end
}

// packFolder packs the files of a folder, by name, without folders in it and hidden ones. A
// link is the file that it leads to.
func packFolder(archive *tar.Writer, path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(path, e.Name()))
		if err != nil {
			return err
		}
		if strings.HasPrefix(e.Name(), ".") || !info.Mode().IsRegular() {
			continue
		}
		if err := packFile(archive, filepath.Join(path, e.Name()), e.Name()); err != nil {
			return err
		}
	}
	return nil
}

// PackRun writes the files of a run's folder as an archive.
func PackRun(w io.Writer, folder string) error {
	archive := tar.NewWriter(w)
	for _, name := range runFiles {
		if path := filepath.Join(folder, name); exists(path) {
			if err := packFile(archive, path, name); err != nil {
				return err
			}
		}
	}
	return archive.Close()
}

func packFile(archive *tar.Writer, path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: info.Size()}); err != nil {
		return err
	}
	_, err = io.Copy(archive, f)
	return err
}

// Unpack makes the files of an archive in a folder that is there: those that allowed lets
// pass, of at most so many bytes in all. Anything else is an error.
func Unpack(r io.Reader, folder string, allowed func(name string) bool, most int64) error {
	archive := tar.NewReader(io.LimitReader(r, most+1<<20)) // heads are small
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is no archive: %w", err)
		}
		if head.Typeflag != tar.TypeReg || head.Name != filepath.Base(head.Name) || !fs.ValidPath(head.Name) || !allowed(head.Name) {
			return fmt.Errorf("%q does not belong here", head.Name)
		}
		if most -= head.Size; most < 0 {
			return errors.New("it is too large")
		}
		if err := unpackFile(archive, filepath.Join(folder, head.Name)); err != nil {
			return err
		}
	}
}

func unpackFile(r io.Reader, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// sumOf is the sum of a file or folder, packed.
func sumOf(path string) (string, error) {
	sum := sha256.New()
	if err := Pack(sum, path); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
