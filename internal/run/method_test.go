package run

import (
	"testing"
)

// Every method charges, places and moves as it says; a price that changes does so by the
// whole run.
func TestMethods(t *testing.T) {
	type charge struct {
		lambda, locality float64
		relocations      int
	}
	want := map[string]charge{
		"none": {0, 0, 0}, "l1": {0.01, 0, 0}, "l2": {0.01, 0, 0}, "local": {0.01, 1, 0}, "swap": {0.01, 0, 2}, "bimt": {0.01, 1, 2},
	}
	costs := map[string]float64{}
	for _, m := range methods {
		name := m.Name
		w, known := want[name]
		if !known { // a new one does as its row says
			is := map[bool]float64{true: 1}
			w = charge{0.01 * is[m.Charges], is[m.Local], 2 * int(is[m.Swaps])}
		}
		r := small(t, "independence", "method="+name, "steps=4", "log_every=1", "swap_every=2")
		train(t, r)
		line := r.Lines[2] // the middle: λ has changed
		if line.Lambda != w.lambda || line.Locality != w.locality || r.Relocations != w.relocations {
			t.Errorf("%s: λ %v, locality %v, %d relocations, want %v", name, line.Lambda, line.Locality, r.Relocations, w)
		}
		costs[name] = r.Lines[0].Cost
	}
	if costs["l1"] != costs["swap"] || costs["local"] != costs["bimt"] || costs["l1"] == costs["l2"] || costs["l1"] == costs["local"] {
		t.Errorf("at the first step they charge %v", costs)
	}
}
