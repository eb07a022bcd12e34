package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/atomicfile"
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
	held  fs.FileInfo // of the file that is locked, nil where it can't be told
}

// Create makes a folder, or takes one over that holds no run worth keeping: none that is
// finished or relocated, none that was interrupted after a line of its log, none that is
// being trained. With force only the last is refused. Files of an old run are removed,
// those named in further too; others are kept.
func Create(path string, force bool, further ...string) (*Folder, error) {
	f, err := Hold(path)
	if err != nil {
		return nil, err
	}
	if force {
		err = f.clear(further)
	} else {
		err = f.anew(further)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Hold takes the lock of a folder, and leaves what is in it.
func Hold(path string) (*Folder, error) {
	lock, err := Lock(path)
	if errors.Is(err, ErrLocked) {
		return nil, fmt.Errorf("another `bimt` is at work in %s: wait for it, or choose another folder with --out", path)
	}
	if err != nil {
		return nil, err
	}
	f := &Folder{Path: path, lock: lock}
	f.held, _ = os.Stat(f.path(lockFile)) // without it lost sees less
	return f, nil
}

// lost says whether the folder is no longer the one that was taken: it was removed, and
// maybe another program has begun a run in its place since.
func (f *Folder) lost() error {
	if _, err := os.Stat(f.Path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: the folder of the run was removed: train again, or put it back and go on: %w", f.Path, err)
	}
	if now, err := os.Stat(f.path(lockFile)); f.held != nil && err == nil && !os.SameFile(now, f.held) {
		return fmt.Errorf("%s: the folder of the run was removed, and holds another run now: train again, into another folder", f.Path)
	}
	return nil
}

// Sub-folders of a run, in which commands leave what they find in its network. That of
// PrunedFolder is a run itself.
const (
	AblationFolder = "ablation"
	CheckFolder    = "check"
	DiffFolder     = "diff"
	FormulaFolder  = "formula"
	LensFolder     = "lens"
	ModulesFolder  = "modules"
	PlotsFolder    = "plots"
	PrunedFolder   = "pruned"
)

// Files of what a run looks like, as `bimt movie` (with several endings) and `bimt view` leave
// them in its folder.
const (
	MovieFile = "movie"
	ViewFile  = "view.html"
)

// madeOf are the files of a run itself.
var madeOf = []string{SummaryFile, RelocateFile, ConfigFile, MetricsFile, ModelFile, DataFile, SampleFile, FinishFile, SnapshotsFile}

// IsMadeOf says whether a name is that of a file that a run is made of, not of what is drawn or found of it.
func IsMadeOf(name string) bool {
	return slices.Contains(madeOf, name) || name == lockFile
}

// results are the files in these folders, but for those that any run has.
var results = []string{
	MovieFile + ".gif", MovieFile + ".mp4", MovieFile + ".html", ViewFile,
	AblationFolder + "/ablate.json", CheckFolder + "/check.json", DiffFolder + "/diff.json", DiffFolder + "/diff.svg", FormulaFolder + "/formula.json",
	ModulesFolder + "/modules.json", ModulesFolder + "/modules.svg", ModulesFolder + "/modules.dot", ModulesFolder + "/knockouts.svg",
	LensFolder + "/lens.json", LensFolder + "/spectrum.svg", LensFolder + "/rings.svg", LensFolder + "/irreps.svg", LensFolder + "/matches.svg",
	LensFolder + "/features.svg", LensFolder + "/boundary.svg", LensFolder + "/neurons.svg", LensFolder + "/attention.svg",
	PrunedFolder + "/prune.json", PrunedFolder + "/pruning.svg", PrunedFolder + "/shrunk.safetensors",
}

// clear removes what a run or a relocation may have written, summaries first (without one a
// folder is not finished), what was found in its network, and what a process that was killed
// has left half-written. Other files in the folder are not its business.
func (f *Folder) clear(further []string) error {
	own := append(slices.Clone(madeOf), further...)
	all := append(slices.Clone(own), results...)
	for _, name := range own {
		all = append(all, filepath.Join(PrunedFolder, name))
	}
	for _, name := range all {
		if info, err := os.Stat(filepath.Dir(f.path(name))); err != nil || !info.IsDir() {
			continue // a result that was never asked for
		}
		if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("can't overwrite the old run: %w", err)
		}
	}
	if err := f.Forget(); err != nil {
		return fmt.Errorf("can't remove the old run's checkpoints: %w", err)
	}
	if err := atomicfile.Sweep(f.Path, 0); err != nil { // who holds the lock is the only writer
		return fmt.Errorf("can't remove what a killed run left: %w", err)
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
	if err := f.lost(); err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(f.path(name), b); err != nil {
		return err
	}
	f.note(name)
	return nil
}
