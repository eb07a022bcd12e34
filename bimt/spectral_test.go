package bimt_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// banded is a chain of layers where neurons near each other are wired, each layer shuffled
// by itself.
func banded(t rapid.TB, layers, n int, rng *rand.Rand, opts ...bimt.AxisOption) *bimt.Space {
	t.Helper()
	s := bimt.NewSpace()
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	var last *bimt.Axis
	hidden := make([][]int, layers) // where each neuron belongs
	for l := range layers {
		hidden[l] = rng.Perm(n)
		a := s.Axis(string(rune('a'+l)), bimt.Line(n), opts...)
		if l > 0 {
			p, err := params.New(a.Name(), n, n)
			if err != nil {
				t.Fatal(err)
			}
			w := make([]float64, n*n)
			for i := range n {
				for j := range n {
					if d := hidden[l][i] - hidden[l-1][j]; d >= -1 && d <= 1 {
						w[i*n+j] = 0.5 + rng.Float64()
					}
				}
			}
			if err := p.Set(w); err != nil {
				t.Fatal(err)
			}
			if err := s.Connect(p, a, last); err != nil {
				t.Fatal(err)
			}
		}
		last = a
	}
	return s
}

// A band that was shuffled is found again from the spectral start, where assignment alone
// ends in knots.
func TestSpectralFindsABand(t *testing.T) {
	const layers, n = 4, 30
	for seed := range uint64(5) {
		relocate := func(strategy bimt.Strategy) bimt.Moves {
			s := banded(t, layers, n, rand.New(rand.NewPCG(seed, 1)))
			m, err := s.Relocate(bimt.Relocation{Strategy: strategy, Locality: 1})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		spectral, plain := relocate(bimt.Spectral), relocate(bimt.Assignment)
		// Each neuron has 3 wires of mean size 1, of which 2 go one place aside.
		if straight := float64(layers-1) * n * 2 / n * 1.3; spectral.After > straight {
			t.Errorf("seed %d: cost %v, want at most %v", seed, spectral.After, straight)
		}
		if spectral.After > plain.After {
			t.Errorf("seed %d: spectral %v, assignment alone %v", seed, spectral.After, plain.After)
		}
	}
}

func TestSpectralTwiceIsNothingMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		layers, n := rapid.IntRange(1, 4).Draw(t, "layers"), 2*rapid.IntRange(1, 5).Draw(t, "n")
		var opts []bimt.AxisOption
		if rapid.Bool().Draw(t, "in heads") {
			opts = append(opts, bimt.InHeads(bimt.NewHeads("heads", 2)))
			layers = 1
		}
		s := banded(t, layers, n, rng, opts...)
		r := bimt.Relocation{Strategy: bimt.Spectral, Locality: 1}
		if _, err := s.Relocate(r); err != nil {
			t.Fatal(err)
		}
		again, err := s.Relocate(r)
		if err != nil {
			t.Fatal(err)
		}
		if again.Moved != 0 || again.Before != again.After {
			t.Fatalf("the second relocation moved: %+v", again)
		}
	})
}

// Fixed axes stay, and tell which way round the others go.
func TestSpectralKeepsFixedAxes(t *testing.T) {
	const n = 20
	rng := rand.New(rand.NewPCG(3, 1))
	s := bimt.NewSpace()
	fixed, free := s.Axis("fixed", bimt.Line(n), bimt.Fixed()), s.Axis("free", bimt.Line(n))
	p, err := graph.NewParams(gorgonia.NewGraph(), tensor.Float64).New("W", n, n)
	if err != nil {
		t.Fatal(err)
	}
	w := make([]float64, n*n)
	place := rng.Perm(n)
	for i, q := range place {
		w[i*n+q] = 1
	}
	if err := p.Set(w); err != nil {
		t.Fatal(err)
	}
	if err := s.Connect(p, free, fixed); err != nil {
		t.Fatal(err)
	}
	m, err := s.Relocate(bimt.Relocation{Strategy: bimt.Spectral, Locality: 1})
	if err != nil {
		t.Fatal(err)
	}
	if m.After > 1e-12 {
		t.Errorf("every wire can be straight, yet the cost is %v", m.After)
	}
	for i, x := range fixed.Order() {
		if x != i {
			t.Fatalf("the fixed axis moved: %v", fixed.Order())
		}
	}
}
