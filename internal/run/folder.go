package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Names of the files in a folder; a summary that says so makes it a finished run.
const (
	ConfigFile  = "config.yaml"
	MetricsFile = "metrics.csv"
	SummaryFile = "summary.json"
	ModelFile   = "model.safetensors"
)

// Folder is the folder of one run, held until it is closed.
type Folder struct {
	Path string
	// Notes say what was left out and why; Sample is the text that a model of characters
	// wrote.
	Notes  []string
	Sample string

	files []string // written so far
	lock  io.Closer
}

// Create makes a folder, or takes one over that holds no run worth keeping: none that is
// finished or relocated, none that was interrupted after a line of its log, none that is
// being trained. With force only the last is refused. Files of an old run are removed,
// those named in further too; others are kept.
func Create(path string, force bool, further ...string) (*Folder, error) {
	lock, err := Lock(path)
	if errors.Is(err, ErrLocked) {
		return nil, fmt.Errorf("another `bimt` is at work in %s: wait for it, or choose another folder with --out", path)
	}
	if err != nil {
		return nil, err
	}
	f := &Folder{Path: path, lock: lock}
	if !force {
		err = refuse(path)
	}
	if err == nil {
		err = f.clear(further)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// clear removes what a run or a relocation may have written, summaries first: without one
// a folder is not finished.
func (f *Folder) clear(further []string) error {
	for _, name := range append([]string{SummaryFile, RelocateFile, ConfigFile, MetricsFile, ModelFile, DataFile, SampleFile, FinishFile}, further...) {
		if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("can't overwrite the old run: %w", err)
		}
	}
	return nil
}

// Close lets others take the folder over. Closing again does nothing.
func (f *Folder) Close() error {
	if f.lock == nil {
		return nil
	}
	defer func() { f.lock = nil }()
	return f.lock.Close()
}

// Files lists what was written, in order.
func (f *Folder) Files() []string { return f.files }

func (f *Folder) path(name string) string { return filepath.Join(f.Path, name) }

func (f *Folder) note(name string) { f.files = append(f.files, name) }

// Write puts a file in the folder, whole or not at all.
func (f *Folder) Write(name string, b []byte) error {
	if err := WriteFile(f.path(name), b); err != nil {
		return err
	}
	f.note(name)
	return nil
}

// WriteFile makes a file that appears whole or not at all: it is written beside its
// place and then renamed.
func WriteFile(path string, b []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	_, err = tmp.Write(b)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}
