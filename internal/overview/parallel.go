package overview

import (
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
)

// parallel has an axis for each setting that varies but the seed, and for a few measures.
func (o *Overview) parallel(g group, by measure.Measure) draw.Parallel {
	p := draw.Parallel{Title: o.title(g), Caption: "A line is a run that came to its end."}
	var runs []int
	for _, i := range g.runs {
		if s := o.sweep.Runs[i].Summary; s != nil && s.Finished {
			runs = append(runs, i)
		}
	}
	for _, s := range o.Settings {
		if len(s.Values) > 1 && s.Key != "seed" && s.Key != "experiment" {
			p.Axes = append(p.Axes, s.axis(runs))
		}
	}
	keys := []string{"active_weights", "connection_cost", "reading_effort", "test_loss"}
	if !slices.Contains(keys, by.Key) {
		keys = append(keys, by.Key)
	}
	for _, key := range keys {
		m, err := measure.Find(key)
		if err != nil {
			continue // all of them are in the table, by a test
		}
		axis := draw.ParallelAxis{Name: m.Name}
		for _, i := range runs {
			axis.Values = append(axis.Values, o.value(i, key))
		}
		if slices.ContainsFunc(axis.Values, math.IsNaN) {
			continue // not every experiment has it
		}
		if key == by.Key {
			p.By = len(p.Axes)
		}
		p.Axes = append(p.Axes, axis)
	}
	return p
}

// axis is the setting of some runs: numbers, or names at even distances.
func (s *Setting) axis(runs []int) draw.ParallelAxis {
	a := draw.ParallelAxis{Name: s.Key}
	byName := !numeric(s.Values)
	if byName {
		a.Names = s.Values
	}
	for _, i := range runs {
		v := float64(s.at[i])
		if !byName {
			v = number(s.Values[s.at[i]])
		}
		a.Values = append(a.Values, v)
	}
	return a
}
