package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/benchmarks/answer"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// refitSteps is how long `bimt train --finish` refits.
const refitSteps = 3000

// finished is what figures are called that are of the network after its finish.
const finished = "finished "

// figures are what is kept of a run, beside whether its structure was found.
var figures = []string{"test_loss", "active_weights", "reading_difficulty", "connection_cost", "shared_inputs"}

// key is what a run is called in the store, whatever the question: one that two questions ask for is
// made once, and one whose finish is asked for holds the figures of before too.
func (e experiment) key(v variant, seed int) string {
	return fmt.Sprintf("%s %s, seed %d", e.name, strings.Join(v.settings, " "), seed)
}

// jobs has all variants of a seed before the next seed, so that a part of the runs is a fair part.
func (q question) jobs(first, seeds int) (all []answer.Job) {
	for seed := first; seed < first+seeds; seed++ {
		for _, e := range q.experiments {
			if e.seeds > 0 && seed >= first+e.seeds {
				continue
			}
			for _, v := range append([]variant{q.base}, q.variants...) {
				j := answer.Job{Run: e.key(v, seed), Do: func(ctx context.Context) (map[string]float64, error) { return e.train(ctx, v, seed) }}
				if v.finish {
					j.Needs = finished + figures[0]
				}
				all = append(all, j)
			}
		}
	}
	// Runs that are finished come first, so that none is trained twice.
	slices.SortStableFunc(all, func(a, b answer.Job) int {
		return strings.Compare(b.Needs, a.Needs)
	})
	return all
}

// config is what a run is made by.
func (e experiment) config(v variant, seed int) (*run.Config, error) {
	c, err := run.Load(e.of())
	if err != nil {
		return nil, err
	}
	if err := c.Set(slices.Concat([]string{fmt.Sprint("seed=", seed)}, e.settings, v.settings)...); err != nil {
		return nil, err
	}
	c.Finish = 0
	if v.finish {
		c.Finish = refitSteps
	}
	return c, c.Check()
}

// train trains and measures, and once more after the finish if one is asked for.
func (e experiment) train(ctx context.Context, v variant, seed int) (map[string]float64, error) {
	c, err := e.config(v, seed)
	if err != nil {
		return nil, err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := r.Train(ctx); err != nil {
		return nil, err
	}
	all := map[string]float64{}
	if err := e.measure(all, "", r); err != nil || !v.finish {
		return all, err
	}
	if _, err = r.Finish(ctx, nil); err != nil {
		return nil, err
	}
	return all, e.measure(all, finished, r)
}

func (e experiment) measure(all map[string]float64, when string, r *run.Run) error {
	s, err := measure.Summarize(r)
	if err != nil {
		return err
	}
	for _, f := range figures {
		all[when+f] = s.Value(f)
	}
	for name, has := range map[string]structure{"found": e.found, "near": e.near} {
		if has == nil {
			continue
		}
		found, err := has(r)
		if err != nil {
			return err
		}
		if all[when+name] = 0; found {
			all[when+name] = 1
		}
	}
	return nil
}
