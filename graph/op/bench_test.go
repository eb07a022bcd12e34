package op_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// BenchmarkOperation times value and gradient of every operation, and of its twin of stock
// nodes, in a session of one program each: the table in the package's documentation. Where
// stock Gorgonia has no such operation, and the twin is a product with zeros and ones, the
// operation is timed alone.
//
//	go test -run XXX -bench Operation ./graph/op
func BenchmarkOperation(b *testing.B) {
	graph.SetWorkers(1)
	defer graph.SetWorkers(0)
	x, sequences, square := graphtest.Random("x", 256, 64), graphtest.Random("x", 8, 32, 64), graphtest.Random("w", 64, 64)
	wide, table := graphtest.Random("b", 64), graphtest.Random("table", 32, 64)
	order := op.NewOrder("axis", 64)
	rand.New(rand.NewPCG(1, 1)).Shuffle(64, func(i, j int) { order.At[i], order.At[j] = order.At[j], order.At[i] })
	ids := make([]float64, 512)
	for i := range ids {
		ids[i] = float64(i * 7 % 32)
	}
	other, pairs, classes := graphtest.Numbers("y", []int{256, 64}, make([]float64, 256*64)...), graphtest.Numbers("id", []int{256, 2}, ids...), graphtest.Numbers("class", []int{256}, ids[:256]...)
	double := graphtest.Random("w", 64, 128)
	rotary := op.Rotary{Heads: 4, Base: 10000, Pairing: op.Halves}
	term := func(in gorgonia.Nodes) []op.CostTerm {
		return []op.CostTerm{{Weight: in[0], Distance: make([]float64, 64*64), Y: 0.5, Scale: 1}}
	}
	for _, c := range []graphtest.Case{
		{Name: "Affine", Inputs: []graphtest.Input{x, square, wide}, Op: affine(op.SiLU)},
		{Name: "TokenAffine", Inputs: []graphtest.Input{table, pairs, double, wide}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.TokenAffine(in[0], in[1], in[2], in[3], op.SiLU)
		}},
		{Name: "Tokens", Inputs: []graphtest.Input{table, pairs}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Tokens(in[0], in[1]) }},
		{Name: "Attend", Inputs: []graphtest.Input{sequences, graphtest.Random("k", 8, 32, 64), graphtest.Random("v", 8, 32, 64)}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			out, _, err := op.Attend(in[0], in[1], in[2], op.Attention{Heads: 4, Causal: true, Rate: 1})
			return out, err
		}},
		{Name: "LayerNorm", Inputs: []graphtest.Input{x, wide, graphtest.Random("shift", 64)}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.LayerNorm(in[0], in[1], in[2], 1e-5) }},
		{Name: "RMSNorm", Inputs: []graphtest.Input{x, wide}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.RMSNorm(in[0], in[1], 1e-5) }},
		{Name: "Rope", Inputs: []graphtest.Input{sequences}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Rope(in[0], rotary) }},
		{Name: "AddPositions", Inputs: []graphtest.Input{sequences, table}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.AddPositions(in[0], in[1]) }},
		{Name: "Pick", Inputs: []graphtest.Input{sequences}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Pick(in[0], 1, 31) }},
		{Name: "Reorder", Inputs: []graphtest.Input{x}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Reorder(in[0], order, op.ToPlaces) }},
		{Name: "ReorderRows", Inputs: []graphtest.Input{graphtest.Random("w", 64, 256)}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.ReorderRows(in[0], order, op.ToPlaces)
		}},
		{Name: "MSE", Inputs: []graphtest.Input{x, other}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.MSE(in[0], in[1]) }},
		{Name: "CrossEntropy", Inputs: []graphtest.Input{x, classes}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.CrossEntropy(in[0], in[1]) }},
		{Name: "Cost", Inputs: []graphtest.Input{square, graphtest.Scalar("lambda", 1), graphtest.Scalar("locality", 1)}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.Cost(in[1], in[2], term(in))
		}},
	} {
		b.Run(c.Name+"/fused", func(b *testing.B) { timed(b, c, false) })
		if slices.Contains([]string{"Pick", "Reorder", "ReorderRows"}, c.Name) {
			continue
		}
		b.Run(c.Name+"/stock", func(b *testing.B) { timed(b, c, true) })
	}
}

// timed runs a case, or its twin, with its gradients by all parameters.
func timed(b *testing.B, c graphtest.Case, stock bool) {
	x := newGraph(b, c.Inputs)
	out, err := c.Op(x.nodes)
	check(b, err)
	if stock {
		out = must(stockOf(out))(b)
	}
	loss := out
	if !out.IsScalar() {
		loss = must(op.MSE(out, must(graph.Input(x.g, out.Dtype(), "target", out.Shape()...))(b)))(b)
	}
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All()}))(b)
	for b.Loop() {
		if err := s.Run(); err != nil {
			b.Fatal(err)
		}
	}
}

// stockOf is n of twins all the way down.
func stockOf(n *gorgonia.Node) (*gorgonia.Node, error) {
	of := op.Children(n)
	if len(of) == 0 {
		return n, nil
	}
	for i, c := range of {
		var err error
		if of[i], err = stockOf(c); err != nil {
			return nil, err
		}
	}
	return op.Twin(n, of...)
}
