package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
)

// Read reads a file of data: CSV, NPY (either may be gzip) or NPZ, recognised
// by content.
func Read(path string, o Options) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading data: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading data: %w", err)
	}
	switch {
	case info.IsDir():
		return nil, whole(path, "name a file in it", "it is a folder")
	case !info.Mode().IsRegular():
		return Decode(f, path, -1, o)
	case info.Size() == 0:
		return nil, whole(path, "give a file with a header line and rows of data", "the file is empty")
	}
	var magic [4]byte
	if n, _ := f.ReadAt(magic[:], 0); isZip(magic[:n]) {
		return DecodeNPZ(f, path, info.Size(), o)
	}
	return Decode(f, path, info.Size(), o)
}

// ColumnNames returns the names of the columns of a file, whatever its rows hold.
func ColumnNames(path string) ([]string, error) {
	t, err := Read(path, Options{namesOnly: true})
	if err != nil {
		return nil, err
	}
	return t.Names(), nil
}

// Decode reads CSV or NPY, either plain or gzip, from a stream. name stands for
// the file in errors; size is the size of the stream in bytes, or -1 if that is
// not known.
func Decode(r io.Reader, name string, size int64, o Options) (*Table, error) {
	if err := checkBytes(name, size); err != nil {
		return nil, err
	}
	plain := bufio.NewReader(r)
	if magic, _ := plain.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(plain)
		if err != nil {
			return nil, &Error{File: name, Problem: "damaged gzip header", Err: err, Remedy: "fetch the file again"}
		}
		plain, size = bufio.NewReader(z), -1
	}
	magic, _ := plain.Peek(len(npyMagic))
	switch {
	case string(magic) == npyMagic:
		return DecodeNPY(plain, name, size, o)
	case isZip(magic):
		return nil, whole(name, "unpack it, and name the NPZ file itself", "a packed NPZ can't be read from a stream")
	}
	return DecodeCSV(plain, name, o)
}

// peekable is how far ahead a text can be looked at.
const peekable = 64 << 10

// isZip recognises a zip file, empty or not, by its first bytes.
func isZip(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte("PK\x05\x06"))
}

func checkBytes(name string, size int64) error {
	if size > MaxBytes {
		return whole(name, "cut a part out of it, or keep fewer columns",
			"the file has %d bytes, but at most %d (2 GiB) are read", size, int64(MaxBytes))
	}
	return nil
}

// checkCells reports a number of rows and columns over the limit. It is exact
// for any non-negative arguments.
func checkCells(rows, cols int64) error {
	if cols > 0 && rows > MaxCells/cols {
		return fmt.Errorf("%d rows of %d columns are more than the %d values that may be read", rows, cols, MaxCells)
	}
	return nil
}
