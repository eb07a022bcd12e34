package op_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestApplyRefuses(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 3), graphtest.Random("w", 4, 5), graphtest.Random("b", 4)})
	single := must(graph.Input(x.g, tensor.Float32, "single", 2, 3))(t)
	for name, c := range map[string]struct {
		err   error
		words []string
	}{
		"shapes":            {second(op.Affine(x.nodes[0], x.nodes[1], x.nodes[2], op.SiLU)), []string{"affine", "(2, 3)", "(4, 5)"}},
		"bias":              {second(op.Affine(x.nodes[1], x.nodes[1], x.nodes[0], op.SiLU)), []string{"affine"}},
		"activation":        {second(op.Affine(x.nodes[0], x.nodes[1], x.nodes[2], "sine")), []string{"sine", "silu"}},
		"mixed types":       {second(op.MSE(x.nodes[0], single)), []string{"MSE", "single", "float32", "float64"}},
		"MSE":               {second(op.MSE(x.nodes[0], x.nodes[1])), []string{"MSE", "(2, 3)", "(4, 5)"}},
		"cross-entropy":     {second(op.CrossEntropy(x.nodes[0], x.nodes[1])), []string{"cross-entropy", "(2, 3)", "(4, 5)"}},
		"tokens":            {second(op.Tokens(x.nodes[2], x.nodes[0])), []string{"tokens", "(4)"}},
		"reorder":           {second(op.Reorder(x.nodes[0], op.NewOrder("axis", 4), op.ToPlaces)), []string{"axis", "4 places", "(2, 3)"}},
		"no cost":           {second(op.Cost(x.nodes[0], x.nodes[0], nil)), []string{"cost", "at least one"}},
		"cost distances":    {second(op.Cost(x.nodes[0], x.nodes[0], []op.CostTerm{{Weight: x.nodes[2], Distance: []float64{1}}})), []string{"cost of b", "1 distances", "4 weights"}},
		"a missing operand": {second(op.Affine(x.nodes[0], nil, nil, op.SiLU)), []string{"affine", "operand 1 is missing"}},
		"no operands":       {second(op.MSE(nil, nil)), []string{"MSE", "operand 0 is missing"}},
		"a missing input":   {second(op.Apply(op.Kernel[float64]{Kind: "lonely"}, nil)), []string{"lonely", "input 0"}},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.err, c.words...) })
	}
}

func second(_ *gorgonia.Node, err error) error { return err }

// Numbers that are no class or no token are errors of the run that name the place.
func TestRunRefusesBadNumbers(t *testing.T) {
	for _, bad := range []float64{-1, 3, 0.5, math.NaN()} {
		x := newGraph(t, []graphtest.Input{graphtest.Random("table", 3, 3), graphtest.Numbers("class", []int{3}, 0, bad, 1), graphtest.Numbers("id", []int{1, 3}, 0, bad, 1)})
		for _, n := range []*gorgonia.Node{
			must(op.CrossEntropy(x.nodes[0], x.nodes[1]))(t),
			must(op.Tokens(x.nodes[0], x.nodes[2]))(t),
		} {
			s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n}}))(t)
			wantError(t, s.Run(), "1 has", "from 0 to 2")
		}
	}
}
