// Package rundir is the folder that a training run leaves behind: its settings, its
// metrics, its network and its pictures.
//
//	folder, err := rundir.Create("runs/independence-bimt-seed0", false)
//	result, err := folder.Record(ctx, run, report) // trains; settings and metrics
//	summary, err := folder.WriteResult(result, rundir.SVGAndPNG)
//
// A folder is finished when it has a summary.json that says so; a finished one is never
// overwritten unless asked. Files appear whole or not at all.
package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// Names of the files in a folder.
const (
	ConfigFile  = "config.yaml"
	MetricsFile = "metrics.csv"
	SummaryFile = "summary.json"
	ModelFile   = "model.safetensors"
)

// Folder is the folder of one run.
type Folder struct {
	Path string
	// Example is the test row whose attention is drawn, where there is any.
	Example int
	// Notes say what was left out and why, once WriteResult is done, and Sample is the
	// text that a model of characters wrote.
	Notes  []string
	Sample string

	files []string // written so far
}

// Create makes a folder, or takes one over that holds no finished run. With force a
// finished one is taken over too. Files of an old run are removed, others are kept.
func Create(path string, force bool) (*Folder, error) {
	done, err := Finished(path)
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	if done && !force {
		return nil, fmt.Errorf("%s holds a finished run: choose another folder with --out, or overwrite it with --force", path)
	}
	if err := MakeWritable(path); err != nil {
		return nil, err
	}
	if err := atomicfile.Sweep(path, 0); err != nil {
		return nil, fmt.Errorf("can't remove what a killed run left: %w", err)
	}
	for _, name := range outputs() {
		if err := os.Remove(filepath.Join(path, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("can't overwrite the old run: %w", err)
		}
	}
	return &Folder{Path: path}, nil
}

// outputs are the files that a run or a relocation may write, summaries first: without
// one a folder is not finished. None of an old run may stay beside those of a new one.
func outputs() []string {
	files := []string{SummaryFile, RelocateFile, ConfigFile, MetricsFile, ModelFile, DataFile, SampleFile}
	for _, picture := range []string{"network", "network3d", "features", "boundary", "ranks", "attention", "loss", "fit", "network-before", "network-after"} {
		files = append(files, picture+".svg", picture+".png")
	}
	return files
}

// MakeWritable makes a folder, if it is not there, and tries to write in it.
func MakeWritable(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return fmt.Errorf("can't make the output folder: %w", err)
	}
	probe, err := os.CreateTemp(path, ".probe-*")
	if err != nil {
		return fmt.Errorf("can't write in the output folder: %w", err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return fmt.Errorf("can't write in the output folder: %w", err)
	}
	return nil
}

// Files lists what was written, in order.
func (f *Folder) Files() []string { return f.files }

func (f *Folder) path(name string) string { return filepath.Join(f.Path, name) }

func (f *Folder) note(name string) { f.files = append(f.files, name) }

// write puts a file in the folder, whole or not at all.
func (f *Folder) write(name string, b []byte) error {
	if err := atomicfile.WriteBytes(f.path(name), b); err != nil {
		return err
	}
	f.note(name)
	return nil
}
