package bimt_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// connected wraps a new weight with the given values.
func connected(t *testing.T, s *bimt.Space, params *graph.Params, name string, rows, columns *bimt.Axis, shape []int, w ...float64) *bimt.Connection {
	t.Helper()
	p := must(params.New(name, shape...))(t)
	check(t, p.Set(w))
	check(t, s.Connect(p, rows, columns))
	return s.Connection(p)
}

// TestGraph adds up what connects two neurons by hand: two recurrent weights, loops, a
// threshold.
func TestGraph(t *testing.T) {
	s, params := bimt.NewSpace(), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	x, h := s.Axis("x", bimt.Line(3)), s.Axis("h", bimt.Line(4))
	connected(t, s, params, "in", h, x, []int{4, 3}, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, -1)
	connected(t, s, params, "again", h, h, []int{4, 4}, -1, 2, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	connected(t, s, params, "gate", h, h, []int{4, 4}, 3, 0.25, 0, 0, -4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for range 2 { // wherever neurons stand
		g := must(s.Graph(0.25))(t)
		h0, h1 := g.Node(h, 0), g.Node(h, 1)
		want := []bimt.Link{{Node: 0, Weight: 1}, {Node: 1, Weight: 2}, {Node: g.Node(x, 2), Weight: 3}, {Node: h1, Weight: 6.5}}
		if got := g.Links(h0); !slices.Equal(got, want) || g.Strength(h0) != 12.5+8 || g.Loop(h0) != 8 || g.Weight() != 17.5 {
			t.Errorf("links %v, strength %v, loop %v, weight %v; want %v, 20.5, 8, 17.5", got, g.Strength(h0), g.Loop(h0), g.Weight(), want)
		}
		if a, i := g.Neuron(h1); a != h || i != 1 || g.Len() != 7 || g.Node(h, 4) != -1 {
			t.Errorf("node %d is neuron %d of %v; %d nodes", h1, i, a, g.Len())
		}
		if a, i := g.Neuron(7); a != nil || i != -1 {
			t.Errorf("node 7 of 7 is neuron %d", i)
		}
		must(s.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
	}
	for _, threshold := range []float64{-1, math.NaN()} {
		_, err := s.Graph(threshold)
		wantError(t, err, "threshold")
	}
}

// Where each weight of a bundle leads and comes from, copies of an axis and further
// dimensions too, and what they add up to.
func TestEndsOfWeights(t *testing.T) {
	s, params := bimt.NewSpace(), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	y, x := s.Axis("y", bimt.Line(1)), s.Axis("x", bimt.Line(2))
	c := connected(t, s, params, "w", y, x, []int{1, 4, 2}, 1, -2, 3, -4, 5, 6, 7, 8)
	for i, from := range []int{0, 0, 1, 1, 0, 0, 1, 1} {
		if c.To(i) != 0 || c.From(i) != from {
			t.Errorf("element %d leads from %d to %d, want from %d to 0", i, c.From(i), c.To(i), from)
		}
	}
	if got := c.Magnitudes(); !slices.Equal(got, []float64{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("|w| is %v", got)
	}
	check(t, x.SetOrder([]int{1, 0}))
	if got := c.ByNeuron(c.Magnitudes(), 2); !slices.Equal(got, []float64{3 + 4 + 7 + 8, 5 + 6}) {
		t.Errorf("by neuron %v, want 22 and 11", got)
	}
	b := must(params.New("b", 2))(t)
	check(t, s.Bias(b, x))
	scale := must(params.New("scale", 2))(t)
	check(t, s.Attach(scale, x))
	if c := s.Connection(b); c.To(1) != 1 || c.From(1) != -1 || !c.IsCharged() || s.Connection(scale).IsCharged() {
		t.Error("a bias is charged and has one end, what is attached is free")
	}
}
