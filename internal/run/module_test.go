package run

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/flow"
	"gonum.org/v1/gonum/floats"
)

type neuronKey struct {
	axis   string
	number int
}

// valuesOf is what hidden neurons compute of a few rows.
func valuesOf(t *testing.T, r *Run) map[neuronKey][]float64 {
	t.Helper()
	all, x := map[neuronKey][]float64{}, []float64{0.1, 0.2, -0.3, 0.4, -0.9, 0.8, 0.7, -0.6, 0.5, -0.5, 0.3, 0.3}
	for layer, axis := range []string{"hidden1", "hidden2"} {
		h, err := r.Activations(fmt.Sprint("hidden", layer), x)
		if err != nil {
			t.Fatal(err)
		}
		order := r.Network.Space.Find(axis).Order()
		for i, v := range h {
			key := neuronKey{axis, order[i%len(order)]}
			all[key] = append(all[key], v)
		}
	}
	return all
}

// savedModule trains a small network and saves the module of its strongest neuron below the outputs; planted
// says what it holds.
func savedModule(t *testing.T) (path string, weights int) {
	t.Helper()
	r := exploring(t, "steps=300", "seed=5")
	train(t, r)
	before := state(t, r)
	path = filepath.Join(t.TempDir(), "module.safetensors")
	axis := r.Network.Space.Find("hidden1")
	if err := r.SaveModule(path, []flow.Neuron{{Axis: axis, Number: axis.Order()[floats.MaxIdx(r.Network.Space.Importance(axis))]}}, 0.05); err != nil {
		t.Fatal(err)
	}
	if state(t, r) != before {
		t.Error("saving a module changed the network")
	}
	m := exploring(t)
	if _, err := m.Network.LoadWeights(path, ""); err != nil {
		t.Fatal(err)
	}
	weights, _ = ActiveWeights(m.Network.Space, 0)
	if _, all := ActiveWeights(m.Network.Space, 0); weights == 0 || weights == all {
		t.Errorf("the module has %d of %d weights", weights, all)
	}
	return path, weights
}

// A module's neurons compute in another network what they computed in theirs; frozen, they do so after a
// training with swaps, too, and after one that was stopped and went on.
func TestModule(t *testing.T) {
	path, _ := savedModule(t)
	one := exploring(t)
	if _, err := one.Network.LoadWeights(path, ""); err != nil {
		t.Fatal(err)
	}
	member := one.Network.members()
	delete(member, one.Network.Out)
	want := valuesOf(t, one)
	for _, frozen := range []string{"false", "true"} {
		set := []string{"seed=9", "module=" + path, "module_frozen=" + frozen}
		r := exploring(t, set...)
		same := func(r *Run) bool {
			got := valuesOf(t, r)
			for axis, list := range member {
				for place, is := range list {
					number := one.Network.Space.Find(axis.Name()).Order()[place]
					if key := (neuronKey{axis.Name(), number}); is && !floats.EqualApprox(got[key], want[key], 1e-12) {
						return false
					}
				}
			}
			return true
		}
		if !same(r) {
			t.Fatalf("frozen %s: before training, the module computes something else", frozen)
		}
		whole, second := exploring(t, set...), exploring(t, set...)
		train(t, whole)
		if same(whole) != (frozen == "true") {
			t.Errorf("frozen %s: after training it computes the same: %v", frozen, same(whole))
		}
		train(t, r, stopAt(30))
		saved, err := r.Save()
		if err != nil {
			t.Fatal(err)
		}
		if err := second.Restore(saved); err != nil {
			t.Fatal(err)
		}
		train(t, second)
		if a, b := state(t, second), state(t, whole); a != b {
			t.Errorf("frozen %s: the run that was stopped and restored ended otherwise", frozen)
		}
	}
}

func TestModuleMistakes(t *testing.T) {
	path, _ := savedModule(t)
	for want, set := range map[string][]string{
		"there is no module":     {"module_frozen=true"},
		"leave init or module":   {"module=" + path, "init=" + path},
		"same inputs, outputs":   {"module=" + path, "width=9"},
		"set leave_moments":      {"module=" + path, "module_frozen=true", "leave_moments=true"},
		"none.safetensors: no s": {"module=none.safetensors"},
	} {
		c := exploring(t).Config
		err := c.Set(set...)
		if err == nil {
			_, err = New(t.Context(), c)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", set, err, want)
		}
	}
	r := exploring(t)
	if err := r.SaveModule(path, []flow.Neuron{{Axis: r.Network.In, Number: 0}}, 0.01); err == nil || !strings.Contains(err.Error(), "no hidden neurons") {
		t.Errorf("a module of an input: %v", err)
	}
}
