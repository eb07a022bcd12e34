package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// methodsTable has a line for each method in the folder of each comparison.
func methodsTable(ctx context.Context, w io.Writer, folders []string) error {
	fmt.Fprintln(w, "| comparison | method | seeds | test loss | weights | modules | connection cost | reading effort |\n|---|---|---|---|---|---|---|---|")
	for _, folder := range folders {
		runs, err := filepath.Glob(filepath.Join(folder, "runs", "*", run.SummaryFile))
		if err != nil {
			return err
		}
		if len(runs) == 0 {
			return fmt.Errorf("%s holds no runs of a comparison", folder)
		}
		by := map[string][]state{}
		for _, file := range runs {
			s, err := measure.Read(filepath.Dir(file))
			if err != nil {
				return err
			}
			now, err := stateIn(ctx, filepath.Dir(file), s)
			if err != nil {
				return err
			}
			by[s.Method] = append(by[s.Method], now)
		}
		for _, method := range run.Methods() {
			if some := by[method]; len(some) > 0 {
				column := func(of func(s state) float64) string {
					var v []float64
					for _, s := range some {
						v = append(v, of(s))
					}
					slices.Sort(v)
					return spread(v)
				}
				fmt.Fprintf(w, "| %s | `%s` | %d | %s | %s | %s | %s | %s |\n", filepath.Base(folder), method, len(some),
					column(func(s state) float64 { return float64(s.TestLoss) }), column(func(s state) float64 { return float64(s.Weights) }),
					column(func(s state) float64 { return float64(s.Modules) }), column(func(s state) float64 { return s.Cost }), column(func(s state) float64 { return s.Effort }))
			}
		}
	}
	return nil
}

// stateIn is that of a run that was written, from its summary and its weights.
func stateIn(ctx context.Context, folder string, s *measure.Summary) (state, error) {
	r, err := run.Open(ctx, folder)
	if err != nil {
		return state{}, err
	}
	m, err := inside.Modules(r, run.ActiveAbove)
	if err != nil {
		return state{}, err
	}
	return state{
		TestLoss: run.Number(s.Value("test_loss")), Weights: int(s.Value("active_weights")),
		Modules: len(m.Modules), Cost: s.Value("connection_cost"), Effort: s.Value("reading_effort"),
	}, nil
}
