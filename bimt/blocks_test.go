package bimt_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// crossed is two modules of four neurons in each of two layers, connected inside only, that
// stand on opposite sides: no axis alone gains by turning over.
func crossed(t *testing.T) (*bimt.Space, *graph.Params) {
	t.Helper()
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	s := bimt.NewSpace()
	axes := []*bimt.Axis{s.Axis("in", bimt.Line(8), bimt.Fixed()), s.Axis("a", bimt.Line(8)), s.Axis("b", bimt.Line(8)), s.Axis("c", bimt.Line(8))}
	for i, name := range []string{"w0", "w1", "w2"} {
		w := must(params.New(name, 8, 8))(t)
		v := make([]float64, 64)
		for to := range 8 {
			for from := range 8 {
				if i > 0 && to/4 == from/4 {
					v[to*8+from] = 1
				}
				if i == 0 && to/4 != from/4 { // inputs pull to the other side, more weakly
					v[to*8+from] = 0.3
				}
			}
		}
		check(t, w.Set(v))
		check(t, s.Connect(w, axes[i+1], axes[i]))
	}
	return s, params
}

// Exchanging blocks on all axes at once finds what one axis at a time can't.
func TestBlocksCrossOver(t *testing.T) {
	after := map[bimt.Strategy]float64{}
	for _, strategy := range []bimt.Strategy{bimt.Assignment, bimt.Blocks} {
		s, _ := crossed(t)
		after[strategy] = must(s.Relocate(bimt.Relocation{Strategy: strategy, Locality: 1}))(t).After
	}
	if !(after[bimt.Blocks] < 0.9*after[bimt.Assignment]) {
		t.Errorf("blocks %v, assignment %v", after[bimt.Blocks], after[bimt.Assignment])
	}
}

// Annealing is the same for the same seed, may raise the cost when it is warm, and says what it
// needs.
func TestAnnealed(t *testing.T) {
	orders := func(temperature float64, seed uint64) ([]int, bimt.Moves) {
		s, _ := crossed(t)
		m := must(s.Relocate(bimt.Relocation{Strategy: bimt.Annealed, Locality: 1, Temperature: temperature, Rand: rand.New(rand.NewPCG(seed, 1))}))(t)
		var all []int
		for _, a := range s.Axes() {
			all = append(all, a.Order()...)
		}
		return all, m
	}
	a, hot := orders(10, 1)
	b, again := orders(10, 1)
	if c, _ := orders(10, 2); !slices.Equal(a, b) || hot != again || slices.Equal(a, c) {
		t.Error("the same seed gives another order, or another seed the same")
	}
	if !(hot.After > hot.Before) {
		t.Errorf("at temperature 10 the cost went from %v to %v", hot.Before, hot.After)
	}
	if _, cold := orders(0, 1); cold.After > cold.Before {
		t.Errorf("at temperature 0 the cost went from %v to %v", cold.Before, cold.After)
	}
	s, _ := crossed(t)
	_, err := s.Relocate(bimt.Relocation{Strategy: bimt.Annealed, Locality: 1, Temperature: 1})
	wantError(t, err, "annealed", "Rand")
	_, err = s.Relocate(bimt.Relocation{Strategy: bimt.Annealed, Locality: 1, Temperature: -1})
	wantError(t, err, "temperature -1")
}
