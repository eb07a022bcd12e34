package op_test

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

func mlpInputs() []graphtest.Input {
	return []graphtest.Input{
		graphtest.Random("x", 2, 3, 4), graphtest.Random("scale", 4), graphtest.Random("shift", 4),
		graphtest.Random("up", 6, 4), graphtest.Random("b", 6), graphtest.Random("down", 4, 6),
	}
}

// perceptron is x + down·tanh(silu(up·norm(x) + b)): all that a pick moves through.
func perceptron(t *testing.T, x, scale, shift, up, b, down *gorgonia.Node) *gorgonia.Node {
	t.Helper()
	h := must(op.LayerNorm(x, scale, shift, 1e-5))(t)
	h = must(op.Affine(h, up, b, op.SiLU))(t)
	h = must(gorgonia.Tanh(h))(t)
	return must(gorgonia.Add(x, must(op.Affine(h, down, nil, op.Identity))(t)))(t)
}

// A pick from what is computed row by row is the computation of what is picked: the same
// bits by the same work as if it had been written so.
func TestPickMovesDown(t *testing.T) {
	x := newGraph(t, mlpInputs())
	n := x.nodes
	moved := must(op.Pick(perceptron(t, n[0], n[1], n[2], n[3], n[4], n[5]), 1, 2))(t)
	written := perceptron(t, must(op.Pick(n[0], 1, 2))(t), n[1], n[2], n[3], n[4], n[5])
	if moved != written {
		t.Errorf("%v of a pick is not the pick moved down, %v", op.Of(written), op.Of(moved))
	}
	whole := perceptron(t, n[0], n[1], n[2], n[3], n[4], n[5])
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{moved}}))(t)
	all := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{whole}}))(t)
	check(t, s.Run())
	check(t, all.Run())
	if got, want := s.Instructions(), all.Instructions()+1; got != want {
		t.Errorf("%d instructions, want %d: those of the whole, and one pick", got, want)
	}
	v := must(all.Float64s(whole))(t)
	if got := must(s.Float64s(moved))(t); !slices.Equal(got, append(slices.Clone(v[8:12]), v[20:24]...)) {
		t.Errorf("picked %v from %v", got, v)
	}
	if s.Computes(whole) {
		t.Error("the whole is computed to pick from")
	}
}

// What someone else reads is computed anyway, so it is picked from; and so is the last
// dimension, across which rows are computed.
func TestPickStays(t *testing.T) {
	x := newGraph(t, mlpInputs())
	n := x.nodes
	h := must(op.Affine(n[0], n[3], n[4], op.SiLU))(t)
	if got := op.Of(must(op.Pick(h, 2, 1))(t)).Kind; got != op.KindPick {
		t.Errorf("a pick of columns became %s", got)
	}
	must(gorgonia.Square(h))(t)
	if got := op.Of(must(op.Pick(h, 1, 1))(t)).Kind; got != op.KindPick {
		t.Errorf("a pick from a node that is read became %s", got)
	}
}
