package nn_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// What is kept is what sorting says, of equals the first; the rest is 0.
func TestKeepLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dtype := rapid.SampledFrom([]tensor.Dtype{tensor.Float64, tensor.Float32}).Draw(t, "type")
		w := rapid.SliceOfN(rapid.Map(rapid.IntRange(-6, 6), func(i int) float64 { return float64(i) / 4 }), 1, 40).Draw(t, "weights")
		k := rapid.IntRange(0, len(w)).Draw(t, "k")
		p, err := graph.NewParams(gorgonia.NewGraph(), dtype).New("w", len(w))
		if err == nil {
			err = p.Set(w)
		}
		if err == nil {
			err = nn.KeepLargest(p, k)
		}
		if err != nil {
			t.Fatal(err)
		}
		order := make([]int, len(w))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(math.Abs(w[j]), math.Abs(w[i])) })
		want := make([]float64, len(w))
		for _, i := range order[:k] {
			want[i] = w[i]
		}
		if have := p.Float64s(); !slices.Equal(have, want) {
			t.Fatalf("of %v, %d kept: %v, want %v", w, k, have, want)
		}
	})
}

// A NaN is no weight to drop in silence, and no reason to hang.
func TestKeepLargestOfNaN(t *testing.T) {
	p, err := graph.NewParams(gorgonia.NewGraph(), tensor.Float64).New("w", 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Set([]float64{1, math.NaN(), 3, math.NaN()}); err != nil {
		t.Fatal(err)
	}
	if err := nn.KeepLargest(p, 2); err != nil || !math.IsNaN(p.Float64s()[1]) {
		t.Errorf("error %v, and %v is left: the trainer is to find the NaN", err, p.Float64s())
	}
	if nn.KeepLargest(p, 5) == nil || nn.KeepLargest(p, -1) == nil {
		t.Error("more than all, or fewer than none, can be kept")
	}
}
