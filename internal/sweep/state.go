package sweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/run"
)

// StateFile says what a sweep is made of and how far it is; that of a sweep that was
// stopped is enough to go on.
const StateFile = "sweep.json"

// state is sweep.json.
type state struct {
	Settings []string  `json:"settings"` // of each experiment, in YAML
	Vary     []string  `json:"vary"`
	Draws    int       `json:"draws,omitempty"`
	Latin    bool      `json:"latin,omitempty"`
	DrawSeed uint64    `json:"draw_seed,omitempty"`
	Version  string    `json:"version"`
	Varies   []string  `json:"varies"`
	Runs     int       `json:"runs"`
	Finished int       `json:"finished"`
	Diverged int       `json:"diverged"` // ended in a NaN, or far above where they began
	Early    []outcome `json:"ended_early,omitempty"`
	Failed   []outcome `json:"failed,omitempty"`
}

// outcome is a run that has no result, and why.
type outcome struct {
	Run    string   `json:"run"`
	Varied []string `json:"varied"`
	Why    string   `json:"why"`
}

// Counts are the runs of a sweep by how they ended; what is in none is still to do.
type Counts struct{ Runs, Finished, Diverged, Early, Failed int }

// Counts counts the runs.
func (s *Sweep) Counts() Counts {
	c := Counts{Runs: len(s.Runs)}
	for _, r := range s.Runs {
		switch {
		case r.Summary != nil && r.Summary.Finished:
			c.Finished++
		case r.Summary != nil:
			c.Diverged++
		case r.Early != "":
			c.Early++
		case r.Err != nil:
			c.Failed++
		}
	}
	return c
}

// writeState writes sweep.json.
func (s *Sweep) writeState() error {
	version, err := Build()
	if err != nil {
		return err
	}
	c := s.Counts()
	d := state{Vary: s.Plan.Vary, Draws: s.Plan.Draws, Latin: s.Plan.Latin, DrawSeed: s.Plan.Seed,
		Version: version, Varies: s.Varies, Runs: c.Runs, Finished: c.Finished, Diverged: c.Diverged}
	for _, base := range s.Plan.Bases {
		b, err := base.Encode()
		if err != nil {
			return err
		}
		d.Settings = append(d.Settings, string(b))
	}
	for _, r := range s.Runs {
		switch {
		case r.Summary != nil:
		case r.Early != "":
			d.Early = append(d.Early, outcome{r.Name, r.Varied, r.Early})
		case r.Err != nil:
			d.Failed = append(d.Failed, outcome{r.Name, r.Varied, r.Err.Error()})
		}
	}
	b, err := run.JSON(StateFile, d)
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(s.Dir, StateFile), b)
}

// IsSweep says whether a folder holds a sweep.
func IsSweep(dir string) bool { return exists(filepath.Join(dir, StateFile)) }

// ReadPlan reads the plan of a sweep from its folder.
func ReadPlan(dir string) (*Plan, error) {
	name := filepath.Join(dir, StateFile)
	b, err := atomicfile.Read(name, 64<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no sweep in it: `bimt sweep NAME --vary … --out %s` begins one", dir, dir)
	}
	if err != nil {
		return nil, err
	}
	var d state
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, fmt.Errorf("%s: %w: it is no plan of a sweep", name, err)
	}
	p := &Plan{Vary: d.Vary, Draws: d.Draws, Latin: d.Latin, Seed: d.DrawSeed}
	for _, text := range d.Settings {
		c, err := run.Decode([]byte(text), name)
		if err != nil {
			return nil, err
		}
		p.Bases = append(p.Bases, c)
	}
	if len(p.Bases) == 0 {
		return nil, fmt.Errorf("%s: it has no settings: it is no plan of a sweep", name)
	}
	return p, nil
}

// Strangers counts folders of runs that are none of the sweep's: of other settings, or of
// another version of the program.
func (s *Sweep) Strangers() (int, error) {
	entries, err := os.ReadDir(filepath.Join(s.Dir, RunsFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	own := make(map[string]bool, len(s.Runs))
	for _, r := range s.Runs {
		own[r.Name] = true
	}
	n := 0
	for _, e := range entries {
		if e.IsDir() && e.Name()[0] != '.' && !own[e.Name()] {
			n++
		}
	}
	return n, err
}
