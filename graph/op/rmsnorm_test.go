package op_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

func TestRMSNormLaws(t *testing.T) {
	norm := func(epsilon float64) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.RMSNorm(in[0], in[1], epsilon) }
	}
	inputs := func(shape ...int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("x", shape...), graphtest.Random("scale", 4)}
	}
	graphtest.Check(t, graphtest.Case{
		Name:      "RMS norm",
		Inputs:    inputs(3, 4),
		Op:        norm(0.01),
		Tolerance: 1e-12,
		Variants: []graphtest.Case{
			{Name: "another ε", Op: norm(0.02)}, {Name: "more rows", Inputs: inputs(5, 4), Op: norm(0.01)},
			{Name: "sequences", Inputs: inputs(3, 2, 4), Op: norm(0.01)},
		},
	})
}

func TestRMSNormValue(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Numbers("x", []int{2, 2}, 3, 4, 0, -2), graphtest.Numbers("scale", []int{2}, 1, 10)})
	out := must(op.RMSNorm(x.nodes[0], x.nodes[1], 0))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
	check(t, s.Run())
	r := math.Sqrt(12.5)
	compare(t, "RMS norm", must(s.Float64s(out))(t), []float64{3 / r, 40 / r, 0, -10 * math.Sqrt2}, 1e-15)
	_, err := op.RMSNorm(x.nodes[0], x.nodes[0], 0)
	wantError(t, err, "RMS norm", "scale (width)", "(2, 2)")
	_, err = op.RMSNorm(x.nodes[0], x.nodes[1], -1)
	wantError(t, err, "RMS norm", "-1")
}
