package op_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// A share of the elements is 0 and the others are larger; the gradient is that of the
// elements that are left; each layer and each run draws anew, and the same seed the same.
func TestDropout(t *testing.T) {
	const n, rate = 4000, 0.25
	runs := func(seed uint64) (out [][]float64) {
		ones := make([]float64, n)
		for i := range ones {
			ones[i] = 1
		}
		x := newGraph(t, []graphtest.Input{{Name: "x", Shape: []int{n / 4, 4}, Data: ones}})
		rng := rand.New(rand.NewPCG(seed, 0))
		first, second := must(op.Dropout(x.nodes[0], rate, rng))(t), must(op.Dropout(x.nodes[0], rate, rng))(t)
		loss := must(gorgonia.Sum(first))(t)
		s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Outputs: []*gorgonia.Node{first, second}}))(t)
		for range 2 {
			check(t, s.Run())
			out = append(out, must(s.Float64s(first))(t), must(s.Float64s(second))(t))
			if !slices.Equal(x.params.Get("x").Gradient(), out[len(out)-2]) {
				t.Error("the gradient of the sum is not the mask")
			}
		}
		return out
	}
	got := runs(1)
	for i, v := range got {
		zeros := 0
		for _, e := range v {
			if e == 0 {
				zeros++
			} else if e != 1/(1-rate) {
				t.Fatalf("an element is %v, want 0 or %v", e, 1/(1-rate))
			}
		}
		if share := float64(zeros) / n; math.Abs(share-rate) > 4*math.Sqrt(rate*(1-rate)/n) {
			t.Errorf("a share of %v is 0, want %v", share, rate)
		}
		for _, other := range got[:i] {
			if slices.Equal(v, other) {
				t.Error("two masks are equal")
			}
		}
	}
	if !slices.EqualFunc(got, runs(1), slices.Equal) {
		t.Error("the same seed gives other masks")
	}
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 2)})
	_, err := op.Dropout(x.nodes[0], 1, rand.New(rand.NewPCG(1, 0)))
	wantError(t, err, "dropout", "rate")
	_, err = op.Dropout(x.nodes[0], 0.5, nil)
	wantError(t, err, "dropout", "source")
}
