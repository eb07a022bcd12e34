package bimt

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// The gain of a swap is the difference of the full connection cost before and after it,
// on axes with wires to others, to themselves, or both, in any order so far.
func TestSwapGain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(2, 7).Draw(t, "neurons"), rapid.IntRange(1, 5).Draw(t, "others")
		locality := rapid.Float64Range(0.1, 3).Draw(t, "locality")
		params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		s := NewSpace(Reduce(rapid.SampledFrom([]Reduction{Sum, Mean}).Draw(t, "reduction")))
		other, a := s.Axis("other", Line(m)), s.Axis("a", rapid.SampledFrom([]Layout{Line(n), Ring(n)}).Draw(t, "layout"))
		kinds := rapid.SampledFrom([]string{"in", "loop", "in, loop", "out, loop, loop"}).Draw(t, "wires")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		connect(t, s, params, rng, kinds, other, a)

		b := s.board(a, locality)
		if b.quadratic() != (kinds != "in") {
			t.Fatalf("wires %q: quadratic is %v", kinds, b.quadratic())
		}
		for range rapid.IntRange(1, 4).Draw(t, "swaps") {
			j, k := rapid.IntRange(0, n-1).Draw(t, "j"), rapid.IntRange(0, n-1).Draw(t, "k")
			gain, cost, full := b.swapGain(j, k), b.cost(), s.ConnectionCost(locality)
			b.swap(j, k)
			order := make([]int, n)
			for i := range order {
				order[i] = i
			}
			order[j], order[k] = k, j
			if err := s.permute(a, order, false); err != nil {
				t.Fatal(err)
			}
			want := s.ConnectionCost(locality) - full
			if math.Abs(gain-want) > 1e-12*full || math.Abs(b.cost()-cost-want) > 1e-12*full {
				t.Fatalf("swap of %d and %d: gain %.17g, the board's cost changes by %.17g, the full cost by %.17g", j, k, gain, b.cost()-cost, want)
			}
		}
	})
}

// connect adds random wires of the given kinds.
func connect(t *rapid.T, s *Space, params *graph.Params, rng *rand.Rand, kinds string, other, a *Axis) {
	for i, c := range map[string][][2]*Axis{
		"in": {{a, other}}, "loop": {{a, a}}, "in, loop": {{a, other}, {a, a}}, "out, loop, loop": {{other, a}, {a, a}, {a, a}},
	}[kinds] {
		p, err := params.New(string(rune('a'+i)), c[0].Len(), c[1].Len())
		if err != nil {
			t.Fatal(err)
		}
		v := make([]float64, p.Len())
		for j := range v {
			v[j] = rng.NormFloat64()
		}
		if err := p.Set(v); err != nil {
			t.Fatal(err)
		}
		if err := s.Connect(p, c[0], c[1]); err != nil {
			t.Fatal(err)
		}
	}
}
