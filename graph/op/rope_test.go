package op_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

func TestRopeLaws(t *testing.T) {
	rope := func(heads int, base float64, p op.Pairing) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.Rope(in[0], op.Rotary{Heads: heads, Base: base, Pairing: p})
		}
	}
	inputs := func(batch, time int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("x", batch, time, 8)}
	}
	other := map[op.Pairing]op.Pairing{op.Halves: op.Interleaved, op.Interleaved: op.Halves}
	for p, q := range other {
		graphtest.Check(t, graphtest.Case{
			Name:   "rope of " + string(p),
			Inputs: inputs(3, 4),
			Op:     rope(2, 100, p),
			Variants: []graphtest.Case{
				{Name: "the other pairing", Op: rope(2, 100, q)}, {Name: "another base", Op: rope(2, 50, p)}, {Name: "one head", Op: rope(1, 100, p)},
				{Name: "more places", Inputs: inputs(3, 5), Op: rope(2, 100, p)}, {Name: "more sequences", Inputs: inputs(4, 4), Op: rope(2, 100, p)},
			},
		})
	}
}

// One head of four at place 2: the pairs turn by 2 and by 2/√base.
func TestRopeValue(t *testing.T) {
	for p, pairs := range map[op.Pairing][2][2]int{op.Halves: {{0, 2}, {1, 3}}, op.Interleaved: {{0, 1}, {2, 3}}} {
		x := newGraph(t, []graphtest.Input{graphtest.Random("x", 1, 3, 4)})
		out := must(op.Rope(x.nodes[0], op.Rotary{Heads: 1, Base: 100, Pairing: p}))(t)
		s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
		check(t, s.Run())
		in := must(s.Float64s(x.nodes[0]))(t)
		want := append([]float64(nil), in[:4]...) // place 0 stays
		want = append(want, turned(in[4:8], pairs, 1, 0.1)...)
		want = append(want, turned(in[8:], pairs, 2, 0.2)...)
		compare(t, string(p), must(s.Float64s(out))(t), want, 1e-15)
	}
}

func turned(x []float64, pairs [2][2]int, angles ...float64) []float64 {
	out := make([]float64, len(x))
	for i, p := range pairs {
		s, c := math.Sincos(angles[i])
		out[p[0]], out[p[1]] = x[p[0]]*c-x[p[1]]*s, x[p[0]]*s+x[p[1]]*c
	}
	return out
}

// The product of a query and a key depends on how far apart they are alone.
func TestRopeIsRelative(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Numbers("q", []int{1, 4, 4}, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4), graphtest.Numbers("k", []int{1, 4, 4}, 2, -1, 1, 5, 2, -1, 1, 5, 2, -1, 1, 5, 2, -1, 1, 5)})
	r := op.Rotary{Heads: 1, Base: 10000, Pairing: op.Halves}
	q, k := must(op.Rope(x.nodes[0], r))(t), must(op.Rope(x.nodes[1], r))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{q, k}}))(t)
	check(t, s.Run())
	a, b := must(s.Float64s(q))(t), must(s.Float64s(k))(t)
	score := func(m, n int) float64 {
		sum := 0.0
		for i := range 4 {
			sum += a[4*m+i] * b[4*n+i]
		}
		return sum
	}
	compare(t, "scores one apart", []float64{score(1, 0), score(2, 1)}, []float64{score(3, 2), score(3, 2)}, 1e-13)
	if math.Abs(score(1, 0)-score(3, 0)) < 1e-3 {
		t.Error("scores do not depend on the distance of places")
	}
}

func TestRopeRefuses(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 1, 3, 6), graphtest.Random("flat", 3, 6)})
	for _, c := range []struct {
		x     int
		r     op.Rotary
		words []string
	}{
		{0, op.Rotary{Heads: 2, Base: 100, Pairing: op.Halves}, []string{"width of 6", "multiple of 4"}},
		{0, op.Rotary{Heads: 0, Base: 100, Pairing: op.Halves}, []string{"one head"}},
		{0, op.Rotary{Heads: 1, Base: 0, Pairing: op.Halves}, []string{"base above 0"}},
		{0, op.Rotary{Heads: 1, Base: 100}, []string{"pairing", "halves", "interleaved"}},
		{1, op.Rotary{Heads: 1, Base: 100, Pairing: op.Halves}, []string{"(batch, time, width)", "(3, 6)"}},
	} {
		_, err := op.Rope(x.nodes[c.x], c.r)
		wantError(t, err, append(c.words, "rope")...)
	}
}
