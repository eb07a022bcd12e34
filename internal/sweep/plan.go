package sweep

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/internal/run"
)

// Plan says what a sweep is made of: every setting of Vary takes all of its values, in all
// combinations, but for what is to be drawn.
type Plan struct {
	Bases []*run.Config // the experiments: of each there are all runs
	Vary  []string      // KEY=VALUES, as --vary has it
	// Draws is how many points are drawn of the settings that say draw; each is combined
	// with all values of the others.
	Draws int
	Latin bool // of each setting one value in each of Draws equal parts (McKay and others 1979)
	Seed  uint64
}

// experiment is the column that tells experiments apart.
const experiment = "experiment"

// Varies names what sets the runs apart, in the order of their columns.
func (p *Plan) Varies() []string {
	var keys []string
	if len(p.Bases) > 1 {
		keys = append(keys, experiment)
	}
	all, err := p.varied(p.Bases[0])
	if err != nil {
		return keys // Jobs tells of it
	}
	for _, v := range all {
		keys = append(keys, v.Key)
	}
	return keys
}

// Jobs lists all runs. Those of the first seed come first, so that what is there of a
// sweep that was stopped early can be compared.
func (p *Plan) Jobs() ([]Job, error) {
	if len(p.Bases) == 0 {
		return nil, errors.New("name an experiment or a file of settings")
	}
	var all []Job
	for _, base := range p.Bases {
		jobs, err := p.jobsOf(base)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", base.Experiment, err)
		}
		all = append(all, jobs...)
	}
	if i := slices.Index(p.Varies(), "seed"); i >= 0 && len(p.Bases) > 1 {
		order := map[string]int{}
		for _, j := range all {
			if _, ok := order[j.Varied[i]]; !ok {
				order[j.Varied[i]] = len(order)
			}
		}
		slices.SortStableFunc(all, func(a, b Job) int { return order[a.Varied[i]] - order[b.Varied[i]] })
	}
	return named(all, newIDs().of)
}

// jobsOf are the runs of one experiment.
func (p *Plan) jobsOf(base *run.Config) ([]Job, error) {
	vary, err := p.varied(base)
	if err != nil {
		return nil, err
	}
	start := Job{Config: base}
	if len(p.Bases) > 1 {
		start.Varied = []string{base.Experiment}
	}
	points, err := p.draw(vary)
	if err != nil {
		return nil, err
	}
	all := []Job{start}
	drawn := false
	for _, v := range vary {
		switch {
		case !v.drawn:
			all, err = combine(all, []Vary{v.Vary})
		case !drawn:
			drawn = true
			all, err = combinePoints(all, points)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, j := range all {
		if err := j.Config.Check(); err != nil {
			return nil, fmt.Errorf("%v: %w", j.Varied, err)
		}
	}
	return all, nil
}

// varied reads what varies: a seed first, then what is combined, then what is drawn.
func (p *Plan) varied(base *run.Config) ([]varied, error) {
	var all []varied
	runs := 1.0
	for _, text := range p.Vary {
		v, err := parseVary(text, base)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(o varied) bool { return o.Key == v.Key }) {
			return nil, fmt.Errorf("--vary %s: %s varies twice", text, v.Key)
		}
		if v.Key == experiment {
			return nil, fmt.Errorf("--vary %s: name several experiments in place of one: bimt sweep A B", text)
		}
		if !v.drawn {
			runs *= float64(len(v.Values))
		}
		all = append(all, v)
	}
	if runs *= float64(max(p.Draws, 1)); runs > mostRuns {
		return nil, fmt.Errorf("%.3g runs are more than %d", runs, mostRuns)
	}
	slices.SortStableFunc(all, func(a, b varied) int { return a.rank() - b.rank() })
	return all, nil
}

func (v *varied) rank() int {
	switch {
	case v.drawn:
		return 2
	case v.Key != "seed":
		return 1
	}
	return 0
}

// point is one draw of all settings that are drawn.
type point []Vary // of one value each

// draw draws the points.
func (p *Plan) draw(vary []varied) ([]point, error) {
	wanted := slices.ContainsFunc(vary, func(v varied) bool { return v.drawn })
	switch {
	case wanted && p.Draws < 1:
		return nil, errors.New("say how many points to draw: --draw 50, or --draw 50 --latin")
	case !wanted && p.Draws > 0:
		return nil, errors.New("there is nothing to draw from: --vary lambda=1e-4..1e-2:log:draw")
	}
	points, rng := make([]point, p.Draws), rand.New(rand.NewPCG(p.Seed, 0))
	for _, v := range vary {
		if !v.drawn {
			continue
		}
		parts := rng.Perm(p.Draws)
		for i := range points {
			part := rng.Float64()
			if p.Latin {
				part = (float64(parts[i]) + part) / float64(p.Draws)
			}
			points[i] = append(points[i], Vary{v.Key, []string{v.at(part)}})
		}
	}
	return points, nil
}

// combinePoints gives each job all points.
func combinePoints(all []Job, points []point) (more []Job, err error) {
	for _, j := range all {
		for _, p := range points {
			one, err := combine([]Job{j}, p)
			if err != nil {
				return nil, err
			}
			more = append(more, one...)
		}
	}
	return more, nil
}
