package compare

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/rundir"
)

// Comparison is a plan with its folder, some of its runs finished, maybe.
type Comparison struct {
	Plan Plan
	Dir  string
	Runs []*Run // one for each job of the plan, in its order
	// Versions counts finished runs that were made by another version of the program
	// than this one.
	Versions map[string]int

	lock io.Closer
}

// Run is a job and what came of it.
type Run struct {
	Job
	Folder  string          // of the run, below the comparison's
	Summary *rundir.Summary // nil until the run has ended
}

// Open checks a plan and looks at what its folder has of it. A finished run whose
// settings are not those of the plan is an error, unless force says to run it again; so is
// a folder that another comparison has open. Matrix products are computed as the plan says
// from here on. Close the comparison when it is done.
func Open(p Plan, dir string, force bool) (*Comparison, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := blas.Use(p.Base.BLAS); err != nil {
		return nil, fmt.Errorf("blas: %w", err)
	}
	if err := rundir.MakeWritable(filepath.Join(dir, "runs")); err != nil {
		return nil, err
	}
	lock, err := lockFile(filepath.Join(dir, ".lock"))
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("another `bimt compare` is at work in %s: wait for it, or choose another folder with --out", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("can't lock %s: %w", dir, err)
	}
	c := &Comparison{Plan: p, Dir: dir, Versions: map[string]int{}, lock: lock}
	for _, j := range p.Jobs() {
		r := &Run{Job: j, Folder: filepath.Join("runs", j.Name)}
		if err := c.look(r, force); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.Runs = append(c.Runs, r)
	}
	return c, nil
}

// Close lets others open the folder. Closing again does nothing.
func (c *Comparison) Close() error {
	if c.lock == nil {
		return nil
	}
	defer func() { c.lock = nil }()
	return c.lock.Close()
}

// look finds out whether a run is finished.
func (c *Comparison) look(r *Run, force bool) error {
	path := filepath.Join(c.Dir, r.Folder)
	done, err := rundir.Finished(path)
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
	s, err := rundir.ReadSummary(path)
	if err != nil {
		return err
	}
	if s.Version != rundir.Version() {
		if force {
			return nil
		}
		c.Versions[s.Version]++
	}
	r.Summary = s
	return nil
}

// sameSettings compares those of a folder with those of a job, versions aside.
func sameSettings(path string, want *experiment.Config) (bool, error) {
	have, err := rundir.ReadConfig(path)
	if err != nil {
		return false, err
	}
	have.MadeWith = nil
	a, err := have.Encode()
	if err != nil {
		return false, err
	}
	w := rundir.Resolved(want)
	w.MadeWith = nil
	b, err := w.Encode()
	return bytes.Equal(a, b), err
}

// Todo lists the runs that are not finished.
func (c *Comparison) Todo() []*Run {
	var todo []*Run
	for _, r := range c.Runs {
		if r.Summary == nil {
			todo = append(todo, r)
		}
	}
	return todo
}
