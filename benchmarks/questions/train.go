package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// published is the variant that others are compared with.
const published = "published"

// figures are what is kept of a run.
var figures = []string{"test_loss", "active_weights", "shared_inputs", "reading_difficulty", "connection_cost"}

// key is one run.
type key struct {
	Experiment string `json:"experiment"`
	Variant    string `json:"variant"`
	Seed       int    `json:"seed"`
}

// outcome is a line of NAME.jsonl.
type outcome struct {
	key
	Figures map[string]run.Number `json:"figures"`
	Failed  string                `json:"failed,omitempty"`
}

// train makes the runs that the file of the question does not hold yet.
func train(ctx context.Context, q question, out string, first, seeds, jobs int) (map[key]outcome, error) {
	path := filepath.Join(out, q.name+".jsonl")
	done, err := read(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	todo := make(chan job)
	var mu sync.Mutex
	var wait sync.WaitGroup
	var failed error
	for range jobs {
		wait.Go(func() {
			for j := range todo {
				o, err := j.run(ctx)
				mu.Lock()
				if err == nil {
					err = json.NewEncoder(f).Encode(o)
				}
				done[o.key] = o
				failed = errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	for _, j := range q.jobs(first, seeds) {
		mu.Lock()
		_, known := done[j.key]
		stop := failed != nil
		mu.Unlock()
		if !known && !stop && ctx.Err() == nil {
			todo <- j
		}
	}
	close(todo)
	wait.Wait()
	return done, errors.Join(failed, ctx.Err())
}

func read(path string) (map[key]outcome, error) {
	done := map[key]outcome{}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return done, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		var o outcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		done[o.key] = o
	}
	return done, lines.Err()
}

// job is a run to be made.
type job struct {
	key
	of       string // the catalogue's experiment
	settings []string
}

// jobs has all variants of a seed before the next seed, so that a part of the runs is a fair part.
func (q question) jobs(first, seeds int) (all []job) {
	for seed := first; seed < first+seeds; seed++ {
		for _, e := range q.experiments {
			for _, v := range append([]variant{{name: published}}, q.variants...) {
				settings := slices.Concat([]string{fmt.Sprint("seed=", seed)}, e.settings, q.all, v.settings)
				all = append(all, job{key{e.name, v.name, seed}, e.of(), settings})
			}
		}
	}
	return all
}

// run trains and measures. A run that diverges is an outcome, not an error.
func (j job) run(ctx context.Context) (outcome, error) {
	o := outcome{key: j.key, Figures: map[string]run.Number{}}
	c, err := run.Load(j.of)
	if err != nil {
		return o, err
	}
	if err := c.Set(j.settings...); err != nil {
		return o, fmt.Errorf("%s, %s: %w", j.Experiment, j.Variant, err)
	}
	if err := c.Check(); err != nil {
		return o, fmt.Errorf("%s, %s: %w", j.Experiment, j.Variant, err)
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return o, fmt.Errorf("%s, %s: %w", j.Experiment, j.Variant, err)
	}
	err = r.Train(ctx)
	if err == nil && c.Finish > 0 {
		_, err = r.Finish(ctx, nil)
	}
	if err != nil && !run.IsNonFinite(err) {
		return o, fmt.Errorf("%s, %s, seed %d: %w", j.Experiment, j.Variant, j.Seed, err)
	}
	if err != nil {
		o.Failed = err.Error()
		return o, nil
	}
	s, err := measure.Summarize(r)
	if err != nil {
		return o, err
	}
	for _, f := range figures {
		o.Figures[f] = run.Number(s.Value(f))
	}
	return o, nil
}
