package nn_test

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/tensor"
)

// An optimizer that is given the memory of another goes on with its bits.
func TestAdamWGoesOn(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		n := newPrescribed(t, dtype, map[string][]int{"w": {3, 2}}, "w")
		w := n.params.Get("w")
		whole := must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{Decay: 0.1}))(t)
		steps := func(a *nn.AdamW, from, to int) {
			for i := from; i < to; i++ {
				check(t, graph.Feed(n.gradient[w], draw(seeded(uint64(i)), 6)...))
				check(t, n.Run())
				check(t, a.Step(0.1))
			}
		}
		steps(whole, 0, 5)
		at, memory, updates := w.Float64s(), whole.Memory(w), whole.Updates()
		steps(whole, 5, 9)
		want := w.Float64s()
		check(t, w.Set(at))
		again := must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{Decay: 0.1}))(t)
		check(t, again.Remember(w, memory))
		again.SetUpdates(updates)
		steps(again, 5, 9)
		if got := w.Float64s(); !slices.Equal(got, want) {
			t.Errorf("%v: it goes on to %v, want %v", dtype, got, want)
		}
		wantError(t, again.Remember(w, map[string][]float64{"adam.m": {1}}), "moments of 1 and 0", "w")
	}
}
