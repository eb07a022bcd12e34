package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
)

// printTable writes Markdown.
func printTable(w io.Writer, table, path string) error {
	all, err := read(path)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("%s holds no trial", path)
	}
	slices.SortStableFunc(all, func(a, b *trial) int { return int(a.Seed) - int(b.Seed) })
	switch table {
	case "finish":
		return finishTable(w, all)
	case "formulas":
		return formulaTables(w, all)
	}
	return fmt.Errorf("there is no table %q: choose finish or formulas", table)
}

// experiments are those of the trials, in the order they stand in the program's list.
func experiments(all []*trial) (names []string) {
	for _, n := range []string{"independence", "sharing", "composition", "two-moons", "s4", "modular-addition", "mnist"} {
		if slices.ContainsFunc(all, func(t *trial) bool { return t.Experiment == n }) {
			names = append(names, n)
		}
	}
	return names
}

func of(all []*trial, experiment string) (some []*trial) {
	for _, t := range all {
		if t.Experiment == experiment {
			some = append(some, t)
		}
	}
	return some
}

// finishTable has a line for the trained networks of an experiment and one for the finished.
func finishTable(w io.Writer, all []*trial) error {
	fmt.Fprintln(w, "| experiment | seeds | | train loss | test loss | accuracy | weights | cost | modules | effort |\n|---|---|---|---|---|---|---|---|---|---|")
	for _, e := range experiments(all) {
		trials := of(all, e)
		for _, side := range []string{"as published", "finished"} {
			column := func(value func(s *state) float64) string {
				var v []float64
				for _, t := range trials {
					s := &t.Before
					if side == "finished" {
						s = &t.After
					}
					if x := value(s); !math.IsNaN(x) {
						v = append(v, x)
					}
				}
				return spread(v)
			}
			name, seeds := e, fmt.Sprintf("%d–%d", trials[0].Seed, trials[len(trials)-1].Seed)
			if side == "finished" {
				name, seeds = "", ""
			}
			if _, err := fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", name, seeds, side,
				column(func(s *state) float64 { return float64(s.TrainLoss) }), column(func(s *state) float64 { return float64(s.TestLoss) }),
				column(func(s *state) float64 { return float64(s.Accuracy) }), column(func(s *state) float64 { return float64(s.Weights) }),
				column(func(s *state) float64 { return s.Cost }), column(func(s *state) float64 { return float64(s.Modules) }),
				column(func(s *state) float64 { return s.Effort })); err != nil {
				return err
			}
		}
	}
	return nil
}

// spread is the median, and the least and the most in brackets.
func spread(v []float64) string {
	if len(v) == 0 {
		return "–"
	}
	slices.Sort(v)
	low, high := v[0], v[len(v)-1]
	median := (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	if low == high {
		return measure.Format(median)
	}
	return fmt.Sprintf("%s (%s … %s)", measure.Format(median), measure.Format(low), measure.Format(high))
}

// formulaTables count, and then list what was found.
func formulaTables(w io.Writer, all []*trial) error {
	fmt.Fprintln(w, "| experiment | output | seeds | true | true, of outputs that a separate module computes | R² ≥ 0.999 of the network | least R² of the network | true among other candidates |\n|---|---|---|---|---|---|---|---|")
	for _, e := range experiments(all) {
		for _, group := range [][2]uint64{{0, 9}, {10, 19}, {20, 29}} {
			for j := range of(all, e)[0].Outputs {
				if line := countLine(of(all, e), j, group); line != "" {
					fmt.Fprintln(w, line)
				}
			}
		}
	}
	fmt.Fprintln(w, "\nWhat was printed where it is not the truth:\n\n| experiment | seed | output | separate | printed first | R² of the network | of the data | beyond the range |\n|---|---|---|---|---|---|---|---|")
	for _, e := range experiments(all) {
		for _, t := range of(all, e) {
			for _, o := range t.Outputs {
				if o.Equal {
					continue
				}
				if _, err := fmt.Fprintf(w, "| %s | %d | %s | %s | `%s` | %.5f | %.5f | %.3g |\n", e, t.Seed, o.Name, map[bool]string{true: "yes", false: "no"}[o.Separate],
					strings.ReplaceAll(o.Formula, "|", `\|`), float64(o.R2Network), float64(o.R2Data), float64(o.R2Outside)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// countLine counts one output over a group of seeds; empty if there are none.
func countLine(trials []*trial, j int, group [2]uint64) string {
	n, yes, separate, both, fits, among := 0, 0, 0, 0, 0, 0
	least := math.Inf(1)
	name, first, last := "", group[1], group[0]
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	for _, t := range trials {
		if t.Seed < group[0] || t.Seed > group[1] || j >= len(t.Outputs) {
			continue
		}
		o := t.Outputs[j]
		name, first, last = o.Name, min(first, t.Seed), max(last, t.Seed)
		n++
		count(&yes, o.Equal)
		count(&separate, o.Separate)
		count(&both, o.Separate && o.Equal)
		count(&fits, o.R2Network >= 0.999)
		count(&among, !o.Equal && o.Among)
		least = min(least, float64(o.R2Network))
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("| %s | %s | %d–%d | %d of %d | %d of %d | %d of %d | %.5f | %d |", trials[0].Experiment, name, first, last, yes, n, both, separate, fits, n, least, among)
}
