package sweep

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// RunsFolder holds the folders of a sweep's runs.
const RunsFolder = "runs"

// comparison is the file of a comparison, of package compare.
const comparison = "compare.json"

// Begin looks at what a folder has of the runs of a plan, and writes the plan there. The
// name of a run is its id, the hash of its settings, its seed, its data and the version of the program;
// so whatever stands in its folder is that run, and what else there is in the folder of the sweep is none
// of it. A folder that another sweep has open is an error. Close the sweep when it is done.
func Begin(p *Plan, dir string) (*Sweep, error) {
	s, err := p.in(dir)
	if err != nil {
		return nil, err
	}
	if s.lock, err = lockFolder(dir, run.ConfigFile, comparison); err != nil {
		return nil, err
	}
	if err := errors.Join(s.sweepOut(), s.writeState(), s.lookAtAll()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// sweepOut removes what a process that was killed has left half-received; who holds the lock
// is the only one that receives.
func (s *Sweep) sweepOut() error {
	all, err := filepath.Glob(filepath.Join(s.Dir, RunsFolder, half+"*"))
	for _, path := range all {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// Slice is every n-th run of a plan, from the i-th on, 0 ≤ i < n, for machines that share a
// folder: any number of slices may be open in it at once.
func Slice(p *Plan, dir string, i, n int) (*Sweep, error) {
	s, err := p.in(dir)
	if err != nil {
		return nil, err
	}
	all := s.Runs
	s.Runs = nil
	for k := i; k < len(all); k += n {
		s.Runs = append(s.Runs, all[k])
	}
	return s, s.lookAtAll()
}

// in is the sweep of a plan in a folder, before anything is looked at.
func (p *Plan) in(dir string) (*Sweep, error) {
	jobs, err := p.Jobs()
	if err != nil {
		return nil, err
	}
	s := &Sweep{Dir: dir, Plan: p, Varies: p.Varies(), Versions: map[string]int{}}
	for _, j := range jobs {
		s.Runs = append(s.Runs, &Run{Job: j, Folder: filepath.Join(RunsFolder, j.Name)})
	}
	return s, nil
}

// lookAtAll finds out which runs have ended: their folder is the only proof.
func (s *Sweep) lookAtAll() error {
	for _, r := range s.Runs {
		summary, err := ended(filepath.Join(s.Dir, r.Folder))
		if err != nil {
			return err
		}
		if summary != nil {
			r.Summary = summary.Lean()
		}
	}
	return nil
}

// ended is the summary of a run that came to its end, in a NaN or after all its steps; nil if it did not.
func ended(folder string) (*measure.Summary, error) {
	if done, err := run.Ended(folder); err != nil || !done {
		return nil, err
	}
	s, err := measure.Read(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}
