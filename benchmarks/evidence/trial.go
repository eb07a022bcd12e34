package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// refitSteps is how long `bimt train --finish` refits.
const refitSteps = 3000

// searchLimit is far off: a busy machine does not change what is found.
const searchLimit = 10 * time.Minute

// trial is an experiment with a seed, before and after it is finished.
type trial struct {
	Experiment string  `json:"experiment"`
	Seed       uint64  `json:"seed"`
	Steps      int     `json:"steps"`
	Total      int     `json:"total"` // weights
	Threshold  float64 `json:"threshold"`
	Before     state   `json:"before"`
	After      state   `json:"after"`
	Outputs    []found `json:"outputs,omitempty"`
}

func (t *trial) key() string { return fmt.Sprintf("%s, seed %d", t.Experiment, t.Seed) }

// state is a network in figures.
type state struct {
	TrainLoss run.Number `json:"train_loss"`
	TestLoss  run.Number `json:"test_loss"`
	Accuracy  run.Number `json:"accuracy"` // of the test data, null of numbers
	Weights   int        `json:"weights"`  // above run.ActiveAbove
	Cost      float64    `json:"cost"`
	Modules   int        `json:"modules"` // connected parts over such weights, from input to output
	Effort    float64    `json:"effort"`
}

// found is the formula of an output beside the truth.
type found struct {
	Name      string     `json:"name"`
	Separate  bool       `json:"separate"` // a module computes it and nothing else
	Fits      bool       `json:"fits"`
	Complete  bool       `json:"complete"`
	Formula   string     `json:"formula"`
	Equal     bool       `json:"equal"` // to the truth, see equal
	Among     bool       `json:"among"` // another candidate is
	R2Network run.Number `json:"r2_network"`
	R2Outside run.Number `json:"r2_outside"`
	R2Data    run.Number `json:"r2_data"`
	Seconds   float64    `json:"seconds"` // of the search
}

func (t *trial) run(ctx context.Context, data string) error {
	cfg, err := run.Load(t.Experiment)
	if err != nil {
		return err
	}
	cfg.Seed = t.Seed
	if data != "" {
		if err := settings.Put(cfg, "path", data); err != nil {
			return err
		}
	}
	return t.of(ctx, cfg, refitSteps, searchLimit)
}

// of trains by settings, measures, finishes and measures again.
func (t *trial) of(ctx context.Context, cfg *run.Config, refit int, limit time.Duration) error {
	r, err := run.New(ctx, cfg)
	if err != nil {
		return err
	}
	if err := r.Train(ctx); err != nil {
		return err
	}
	t.Steps = cfg.Steps
	if t.Before, err = stateOf(r); err != nil {
		return err
	}
	cfg.Finish = refit
	f, err := r.Finish(ctx, nil)
	if err != nil {
		return err
	}
	t.Threshold, t.Total = f.Threshold, f.Total
	if t.After, err = stateOf(r); err != nil || !hasTruth(cfg) {
		return err
	}
	return t.formulas(ctx, r, limit)
}

func stateOf(r *run.Run) (s state, err error) {
	m, err := measure.Summarize(r)
	if err != nil {
		return s, err
	}
	modules, err := inside.Modules(r, run.ActiveAbove)
	if err != nil {
		return s, err
	}
	return state{
		TrainLoss: run.Number(m.Value("train_loss")), TestLoss: run.Number(m.Value("test_loss")), Accuracy: run.Number(m.Value("test_accuracy")),
		Weights: int(m.Value("active_weights")), Cost: m.Value("connection_cost"), Modules: len(modules.Modules), Effort: m.Value("reading_effort"),
	}, nil
}

func (t *trial) formulas(ctx context.Context, r *run.Run, limit time.Duration) error {
	modules, err := inside.Modules(r, run.ActiveAbove)
	if err != nil {
		return err
	}
	separate := map[string]bool{}
	for _, m := range modules.Modules {
		for _, o := range m.Outputs {
			separate[o] = len(m.Outputs) == 1
		}
	}
	start := time.Now()
	report, err := inside.Formulas(ctx, r, inside.FormulaOptions{Threshold: run.ActiveAbove, Limit: limit})
	if err != nil {
		return err
	}
	seconds := time.Since(start).Seconds() / float64(len(report.Outputs))
	for j, o := range report.Outputs {
		truth, err := truthOf(r.Config, j)
		if err != nil {
			return err
		}
		f := found{Name: o.Name, Separate: separate[o.Name], Fits: o.Fits, Complete: o.Complete, Seconds: seconds}
		for k, c := range o.Candidates {
			is, err := truth.equal(c.Text)
			if err != nil {
				return err
			}
			if k == 0 {
				f.Formula, f.Equal, f.R2Network, f.R2Outside, f.R2Data = c.Text, is, c.R2Network, c.R2Outside, c.R2Data
			}
			f.Among = f.Among || k > 0 && is
		}
		t.Outputs = append(t.Outputs, f)
	}
	return nil
}
