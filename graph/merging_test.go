package graph_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gorgonia makes nodes one whose operation and operands hash alike. These are the places
// where it does so by mistake and this package must not.

// A log-softmax after a softmax of one node is the softmax; the fused cross-entropy is
// not touched by either.
func TestCrossEntropyBesideSoftMax(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("logits", 2, 3), graphtest.Numbers("class", []int{2}, 0, 2)})
	soft := must(gorgonia.SoftMax(x.nodes[0]))(t)
	loss := must(op.CrossEntropy(x.nodes[0], x.nodes[1]))(t)
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Outputs: []*gorgonia.Node{soft}}))(t)
	check(t, s.Run())
	p := must(s.Float64s(soft))(t)
	if want := -(math.Log(p[0]) + math.Log(p[5])) / 2; math.Abs(s.Scalar(loss)-want) > 1e-12 {
		t.Errorf("cross-entropy %v beside a softmax, want %v", s.Scalar(loss), want)
	}
}

// Large constants that differ where printing leaves out the middle are one node; named
// inputs and the distances of a cost are not.
func TestLargeArraysThatDifferInTheMiddle(t *testing.T) {
	const n = 5000
	a, b := make([]float64, n), make([]float64, n)
	b[n/2] = 1
	x := newGraph(t, []graphtest.Input{
		graphtest.Numbers("a", []int{n}, a...), graphtest.Numbers("b", []int{n}, b...),
		graphtest.Scalar("locality", 1), graphtest.Scalar("gate", 1), graphtest.Random("w", n),
	})
	if x.nodes[0] == x.nodes[1] {
		t.Fatal("two inputs are one node")
	}
	w := x.nodes[4]
	near := must(op.Cost(x.nodes[2], x.nodes[3], []op.CostTerm{{Weight: w, Distance: a, Scale: 1}}))(t)
	far := must(op.Cost(x.nodes[2], x.nodes[3], []op.CostTerm{{Weight: w, Distance: b, Scale: 1}}))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{near, far, must(gorgonia.Sum(x.nodes[1]))(t)}}))(t)
	check(t, s.Run())
	if want := math.Abs(x.params.Get("w").Float64s()[n/2]); s.Scalar(near) != 0 || s.Scalar(far) != want {
		t.Errorf("costs %v and %v, want 0 and %v", s.Scalar(near), s.Scalar(far), want)
	}
}

// Two networks in one graph, by mistake of one name, would train each other's weights.
func TestTwoNetworksInOneGraph(t *testing.T) {
	g := gorgonia.NewGraph()
	must(graph.NewParams(g, tensor.Float64).New("linear0.weight", 2, 3))(t)
	second := graph.NewParams(g, tensor.Float64)
	_, err := second.New("linear0.weight", 2, 3)
	wantError(t, err, "linear0.weight", "already")
	if second.Get("linear0.weight") != nil || len(g.AllNodes()) != 1 {
		t.Error("a refused parameter was added")
	}
}

// Orders of two spaces may have one name; what one holds is not the other's.
func TestOrdersOfOneName(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Numbers("x", []int{1, 3}, 10, 11, 12)})
	first, second := op.NewOrder("inputs", 3), op.NewOrder("inputs", 3)
	a := must(op.Reorder(x.nodes[0], first, op.ToPlaces))(t)
	b := must(op.Reorder(x.nodes[0], second, op.ToPlaces))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{a, b}}))(t)
	copy(second.At, []int{2, 0, 1})
	check(t, s.Run())
	if got := must(s.Float64s(a))(t); got[0] != 10 {
		t.Errorf("the first order gives %v, want 10 11 12", got)
	}
	if got := must(s.Float64s(b))(t); got[0] != 12 || got[1] != 10 {
		t.Errorf("the second order gives %v, want 12 10 11", got)
	}
}
