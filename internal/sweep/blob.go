package sweep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// fetchBlob unpacks a file into a folder, after it has been seen to have its sum.
func (w *Worker) fetchBlob(ctx context.Context, from Source, sum, dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(dir), ".blob-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // it is of no use any more
	defer temp.Close()           // it is only read
	have := sha256.New()
	if err := from.Blob(ctx, sum, &limited{io.MultiWriter(temp, have), w.Limits.Bytes}); err != nil {
		return err
	}
	if got := hex.EncodeToString(have.Sum(nil)); got != sum {
		return fmt.Errorf("its content has the sum %s, and not %s", got, sum)
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	half := temp.Name() + "-files"
	defer os.RemoveAll(half) // nothing is left of it if all went well
	if err := os.Mkdir(half, 0o755); err != nil {
		return err
	}
	if err := Unpack(temp, half, func(string) bool { return true }, w.Limits.Bytes); err != nil {
		return err
	}
	return os.Rename(half, dir)
}

// limited writes so many bytes, and no more.
type limited struct {
	w    io.Writer
	left int64
}

// Write implements io.Writer.
func (l *limited) Write(b []byte) (int, error) {
	if l.left -= int64(len(b)); l.left < 0 {
		return 0, errors.New("it is larger than this worker takes (--most-bytes)")
	}
	return l.w.Write(b)
}
