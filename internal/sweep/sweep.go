package sweep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// Sweep is jobs with their folder, some of them finished, maybe.
type Sweep struct {
	Dir  string
	Plan *Plan  // nil of a comparison, which has its own
	Runs []*Run // one for each job, in their order
	// Versions counts finished runs that were made by another version of the program
	// than this one.
	Versions map[string]int
	Varies   []string // the settings that Job.Varied has values of
	// EndEarly says of a run that is about to begin, or has made steps, why it should end
	// early; empty: go on. It may be nil, and is called by one goroutine at a time.
	EndEarly func(Event) (why string)

	lock io.Closer
}

// Run is a job and what came of it.
type Run struct {
	Job
	Folder  string           // of the run, below the sweep's
	Summary *measure.Summary // nil until the run has ended
	Early   string           // why it was ended early; empty if it was not
	Err     error            // why it failed, the last time
}

// Open looks at what a folder has of the jobs. A finished run of other settings than its
// job is an error, unless force says to run it again; so is a folder that another sweep has
// open. Close the sweep when it is done.
func Open(jobs []Job, dir string, force bool) (*Sweep, error) {
	lock, err := lockFolder(dir, run.ConfigFile, StateFile)
	if err != nil {
		return nil, err
	}
	s := &Sweep{Dir: dir, Versions: map[string]int{}, lock: lock}
	for _, j := range jobs {
		r := &Run{Job: j, Folder: filepath.Join(RunsFolder, j.Name)}
		if err := s.look(r, force); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.Runs = append(s.Runs, r)
	}
	return s, nil
}

// lockFolder keeps others out, and removes what a killed process left half-written. A folder
// with one of foreign files is of a run, or of another kind of sweep, whose files have the same names.
func lockFolder(dir string, foreign ...string) (io.Closer, error) {
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return nil, fmt.Errorf("%s holds something else (%s): choose another folder with --out", dir, name)
		}
	}
	lock, err := run.Lock(dir)
	if errors.Is(err, run.ErrLocked) {
		return nil, fmt.Errorf("another `bimt` is at work in %s: wait for it, or choose another folder with --out", dir)
	}
	if err != nil {
		return nil, err
	}
	if err := atomicfile.Sweep(dir, 0); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

// Close lets others open the folder. Closing again does nothing.
func (s *Sweep) Close() error {
	if s.lock == nil {
		return nil
	}
	defer func() { s.lock = nil }()
	return s.lock.Close()
}

// look finds out whether a run is finished.
func (s *Sweep) look(r *Run, force bool) error {
	path := filepath.Join(s.Dir, r.Folder)
	done, err := run.Finished(path)
	if err != nil || !done {
		return err
	}
	same, err := sameSettings(path, r.Config)
	if err == nil && !same {
		err = fmt.Errorf("%s was run with other settings", path)
	}
	if err != nil {
		if force {
			return nil
		}
		return fmt.Errorf("%w: choose another folder with --out, or run it again with --force", err)
	}
	summary, err := measure.Read(path)
	if err != nil {
		return err
	}
	if summary.Version != run.Version() {
		if force {
			return nil
		}
		s.Versions[summary.Version]++
	}
	r.Summary = summary
	return nil
}

// sameSettings compares those of a folder with those of a job, versions aside.
func sameSettings(path string, want *run.Config) (bool, error) {
	have, err := run.ReadConfig(path)
	if err != nil {
		return false, err
	}
	have.MadeWith = nil
	a, err := have.Encode()
	if err != nil {
		return false, err
	}
	w := run.Resolved(want)
	w.MadeWith = nil
	b, err := w.Encode()
	return bytes.Equal(a, b), err
}

// Todo lists the runs that have not ended.
func (s *Sweep) Todo() []*Run {
	var todo []*Run
	for _, r := range s.Runs {
		if r.Summary == nil {
			todo = append(todo, r)
		}
	}
	return todo
}
