package run

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/nn"
)

// explored are the settings of what the published method does not have, one at a time.
var explored = map[string][]string{
	"root":            {"charge=root"},
	"log":             {"charge=log"},
	"modularity":      {"prices=[{kind: modularity, factor: 0.5, modules: 3}]"},
	"communicability": {"prices=[{kind: communicability, factor: 0.1}]"},
	"topography":      {"prices=[{kind: topography, factor: 1, axis: hidden1}]"},
	"two prices":      {"charge=log", "prices=[{kind: topography, factor: 1, axis: hidden1}, {kind: communicability, factor: 0.1}]"},
	"places":          {"places=trained", "places_rate=2", "repulsion=3"},
	"window":          {"swap_from=0.2", "swap_until=0.6"},
	"annealed":        {"swap_strategy=annealed", "swap_temperature=2"},
	"blocks":          {"swap_strategy=blocks"},
	"reset":           {"reset_dead=20"},
	"exact zeros":     {"exact_zeros=true"},
	"pruned":          {"prune_part=0.1", "prune_every=7", "prune_from=0.2"},
	"pruned, moments": {"prune_part=0.2", "prune_every=10", "leave_moments=true"},
	"learning rate":   {"learning_rate_changes=[{at: 0.4, factor: 0.1}]"},
}

func exploring(t *testing.T, set ...string) *Run {
	t.Helper()
	return small(t, "independence", append([]string{"steps=60", "swap_every=10", "log_every=10", "lambda=0.01", "width=8"}, set...)...)
}

// Each trains, differs from the published method, and goes on with the same bits after it was
// saved, in a run made anew.
func TestExploring(t *testing.T) {
	published := exploring(t)
	train(t, published)
	for name, set := range explored {
		t.Run(name, func(t *testing.T) {
			whole, first, second := exploring(t, set...), exploring(t, set...), exploring(t, set...)
			train(t, whole)
			// In 60 steps no neuron dies: see TestResetDead.
			if name != "reset" && fmt.Sprint(whole.Lines) == fmt.Sprint(published.Lines) {
				t.Error("it makes no difference")
			}
			train(t, first, stopAt(30))
			saved, err := first.Save()
			if err != nil {
				t.Fatal(err)
			}
			if err := second.Restore(saved); err != nil {
				t.Fatal(err)
			}
			train(t, second)
			if a, b := state(t, second), state(t, whole); a != b {
				t.Error("the run that was stopped and restored ended otherwise")
			}
		})
	}
}

// Weights that are cut are exactly 0, far more of them than where the price only has a slope.
func TestExactZeros(t *testing.T) {
	zeros := func(set ...string) (n int) {
		r := exploring(t, append(set, "steps=400", "lambda=0.05", "seed=3")...)
		train(t, r)
		for _, c := range r.Network.Space.Connections() {
			for _, w := range c.Magnitudes() {
				if c.IsWire() && w == 0 {
					n++
				}
			}
		}
		return n
	}
	if with, without := zeros("exact_zeros=true"), zeros(); without > 0 || with < 30 {
		t.Errorf("%d weights are 0 with exact zeros, %d without", with, without)
	}
	r := exploring(t, "exact_zeros=true", "charge=log")
	if err := r.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "exact_zeros") {
		t.Errorf("exact zeros of a log: %v", err)
	}
}

// A dead neuron starts again without changing what the network computes.
func TestResetDead(t *testing.T) {
	r := exploring(t)
	s := r.Network.Space
	w := s.Find("hidden1")
	for _, c := range s.Connections() {
		from, to := c.Ends()
		v := c.Param().Float64s()
		for i := range v {
			if from == w && c.From(i) == 2 || to == w && c.To(i) == 5 {
				v[i] = 0
			}
		}
		setValues(t, c, v)
	}
	// The neuron at place 5 reads nothing: it is a constant, which its readers must not miss.
	for _, c := range s.Connections() {
		if from, _ := c.Ends(); from == w {
			v := c.Param().Float64s()
			for i := range v {
				if c.From(i) == 5 {
					v[i] = 0
				}
			}
			setValues(t, c, v)
		}
	}
	before := predicted(t, r)
	if err := r.resetDead(&nn.Step{Index: 7, Steps: 60}); err != nil {
		t.Fatal(err)
	}
	after := predicted(t, r)
	for i := range before {
		if math.Abs(after[i]-before[i]) > 1e-12 {
			t.Fatalf("output %d went from %v to %v", i, before[i], after[i])
		}
	}
	in, out := r.strengths(w)
	for _, place := range []int{2, 5} {
		if !(in[place] > deadShare) || out[place] != 0 {
			t.Errorf("place %d reads %v and is read by %v", place, in[place], out[place])
		}
	}
}

func setValues(t *testing.T, c *bimt.Connection, v []float64) {
	t.Helper()
	if err := c.Param().Set(v); err != nil {
		t.Fatal(err)
	}
}

func predicted(t *testing.T, r *Run) []float64 {
	t.Helper()
	out, err := r.PredictSet(r.Data.Test)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestExploreRefuses(t *testing.T) {
	for set, want := range map[string]string{
		"prices=[{kind: modularty, factor: 1}]":                           `unknown price "modularty" (did you mean "modularity"?)`,
		"prices=[{kind: topography, factor: 1, axis: hiden1}]":            `unknown axis "hiden1" (did you mean "hidden1"?)`,
		"prices=[{kind: modularity, factor: 1, modules: 1}]":              "at least 2",
		"prices=[{kind: topography, factor: 1, axis: hidden1, blur: -1}]": "blurred by -1",
		"charge=cube":   "cube",
		"places=moving": "moving",
		"swap_until=2":  "swap_until",
	} {
		c := config(t, "independence")
		err := c.Set(set)
		if err == nil {
			err = c.Check()
		}
		if err == nil {
			_, err = New(context.Background(), c)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", set, err, want)
		}
	}
}
