package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gobimt/bimt/internal/run"
)

// runFolder makes a folder as a run does, writes and syncs files in it, reads them back, and
// removes it.
func runFolder(_ context.Context, folder string) (found string, err error) {
	at, err := os.MkdirTemp(folder, ".bimt-doctor-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(at)) }()
	f, err := run.Create(filepath.Join(at, "run"), false)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if _, err := run.Lock(f.Path); !errors.Is(err, run.ErrLocked) {
		return "", errors.Join(err, fmt.Errorf("this file system has no locks: two programs could write into one run"))
	}
	const files, size = 5, 100 << 10 // a network with its summary
	want := bytes.Repeat([]byte("bimt"), size/4)
	start := time.Now()
	for range files {
		if err := f.Write(run.ModelFile, want); err != nil {
			return "", err
		}
	}
	each := time.Since(start) / files
	got, err := os.ReadFile(filepath.Join(f.Path, run.ModelFile))
	if err != nil || !bytes.Equal(got, want) {
		return "", errors.Join(err, fmt.Errorf("a file was read otherwise than it was written"))
	}
	return fmt.Sprintf("held, written, synced and read back: %v a file of %d kB", each.Round(10*time.Microsecond), size/1000), nil
}
