package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// tokenInputs have token 2 twice in one row and again in others; token 4 never occurs.
func tokenInputs(tokens, fold, width, out int) []graphtest.Input {
	return []graphtest.Input{
		graphtest.Random("table", tokens, width), graphtest.Numbers("id", []int{6 / fold, fold}, 2, 2, 0, 3, 1, 2),
		graphtest.Random("w", out, fold*width), graphtest.Random("b", out),
	}
}

func TestTokenAffineLaws(t *testing.T) {
	build := func(act op.Activation) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.TokenAffine(in[0], in[1], in[2], in[3], act)
		}
	}
	for _, act := range op.Activations() {
		graphtest.Check(t, graphtest.Case{
			Name:   "affine of tokens " + string(act),
			Inputs: tokenInputs(5, 2, 3, 4),
			Op:     build(act),
			Variants: []graphtest.Case{
				{Name: "another activation", Op: build(otherThan(act))},
				{Name: "more tokens", Inputs: tokenInputs(6, 2, 3, 4), Op: build(act)},
				{Name: "another fold", Inputs: tokenInputs(5, 3, 3, 4), Op: build(act)},
				{Name: "wider", Inputs: tokenInputs(5, 2, 4, 4), Op: build(act)},
				{Name: "more outputs", Inputs: tokenInputs(5, 2, 3, 5), Op: build(act)},
			},
		})
	}
}

// One token a row, and no bias.
func TestTokenAffineWithoutBiasLaws(t *testing.T) {
	graphtest.Check(t, graphtest.Case{
		Name:   "affine of single tokens",
		Inputs: tokenInputs(5, 1, 3, 4)[:3],
		Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.TokenAffine(in[0], in[1], in[2], nil, op.SiLU)
		},
	})
}

func TestTokenAffineRefuses(t *testing.T) {
	x := newGraph(t, append(tokenInputs(5, 2, 3, 4), graphtest.Random("narrow", 4, 5), graphtest.Numbers("three", []int{2, 3}, 0, 1, 2, 3, 4, 0)))
	n := x.nodes
	for name, c := range map[string]struct {
		err   error
		words []string
	}{
		"weights":    {second(op.TokenAffine(n[0], n[1], n[4], n[3], op.SiLU)), []string{"tokens", "(5, 3)", "(4, 5)"}},
		"bias":       {second(op.TokenAffine(n[0], n[1], n[2], n[0], op.SiLU)), []string{"b (5, 3)", "W (4, 6)"}},
		"ids":        {second(op.TokenAffine(n[0], n[5], n[2], n[3], op.SiLU)), []string{"(batch, 2)", "(2, 3)"}},
		"activation": {second(op.TokenAffine(n[0], n[1], n[2], n[3], "sine")), []string{"sine", "silu"}},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.err, c.words...) })
	}
	check(t, graph.Feed(n[1], 0.0, 1, 2, 5, 0, 0))
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{must(op.TokenAffine(n[0], n[1], n[2], n[3], op.SiLU))(t)}}))(t)
	wantError(t, s.Run(), "place 3 has token 5", "from 0 to 4")
}

func TestReorderRowsLaws(t *testing.T) {
	order, other := op.NewOrder("axis", 4), op.NewOrder("axis", 4)
	copy(order.At, []int{2, 0, 3, 1})
	build := func(o *op.Order, d op.Direction) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.ReorderRows(in[0], o, d) }
	}
	for d, back := range map[op.Direction]op.Direction{op.ToPlaces: op.FromPlaces, op.FromPlaces: op.ToPlaces} {
		graphtest.Check(t, graphtest.Case{
			Name:   "reorder rows " + string(d),
			Inputs: []graphtest.Input{graphtest.Random("w", 4, 3)},
			Op:     build(order, d),
			Variants: []graphtest.Case{
				{Name: "the other way", Op: build(order, back)},
				{Name: "another order of one name", Op: build(other, d)},
				{Name: "a square by columns", Inputs: []graphtest.Input{graphtest.Random("w", 4, 4)}, Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Reorder(in[0], order, d) }},
				{Name: "a square", Inputs: []graphtest.Input{graphtest.Random("w", 4, 4)}, Op: build(order, d)},
			},
		})
	}
}
