package bimt_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// newChain is a network of four layers of random weights, its ends fixed.
func newChain(t *testing.T, seed uint64) *bimt.Space {
	s, params, rng := bimt.NewSpace(), graph.NewParams(gorgonia.NewGraph(), tensor.Float64), rand.New(rand.NewPCG(seed, 1))
	below := s.Axis("in", bimt.Line(6), bimt.Fixed())
	for i, size := range []int{24, 24, 24, 6} {
		var fixed []bimt.AxisOption
		if i == 3 {
			fixed = append(fixed, bimt.Fixed())
		}
		a := s.Axis(fmt.Sprint("axis", i), bimt.Line(size), fixed...)
		p := must(params.New(fmt.Sprint("w", i), a.Len(), below.Len()))(t)
		check(t, nn.Uniform(p, 1, rng))
		check(t, s.Connect(p, a, below))
		below = a
	}
	return s
}

// Sweeps stop with the first that gains too little, and each is what it is alone: one that would have to
// gain nearly everything is followed by no other.
func TestSweepsGainEnough(t *testing.T) {
	stopped := 0
	for seed := range uint64(8) {
		const least = 0.004
		alone, together := newChain(t, seed), newChain(t, seed)
		one := bimt.Relocation{Strategy: bimt.Assignment, Locality: 1, LeastGain: 0.999}
		want := bimt.Moves{}
		for enough := true; enough; {
			m := must(alone.Relocate(one))(t)
			if m.Sweeps != 1 {
				t.Fatalf("seed %d: %d sweeps of which each must gain 99.9 %%", seed, m.Sweeps)
			}
			if want.Sweeps == 0 {
				want.Before = m.Before
			}
			want.After, want.Moved, want.Sweeps = m.After, want.Moved+m.Moved, want.Sweeps+1
			enough = m.Moved > 0 && m.After < m.Before-least*m.Before
		}
		one.LeastGain = least
		if m := must(together.Relocate(one))(t); m != want {
			t.Errorf("seed %d: %+v, sweep by sweep %+v", seed, m, want)
		}
		one.LeastGain = 0
		if m := must(together.Relocate(one))(t); m.Moved > 0 {
			stopped++
		}
	}
	if stopped == 0 {
		t.Error("no relocation stopped before nothing moved")
	}
}
