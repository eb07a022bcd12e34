package op_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// logSumOfSquares is c·log(1 + Σx² + Σy²), a Scalar of two tensors.
func logSumOfSquares(c float64) op.Scalar {
	return op.Scalar{
		Kind:  "log of a sum of squares",
		Attrs: c,
		Eval: func(x, grad [][]float64) (float64, error) {
			sum := 1.0
			for _, v := range x {
				for _, u := range v {
					sum += u * u
				}
			}
			for i, g := range grad {
				for j := range g {
					g[j] = c * 2 * x[i][j] / sum
				}
			}
			return c * math.Log(sum), nil
		},
	}
}

func TestScalarLaws(t *testing.T) {
	of := func(c float64) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return logSumOfSquares(c).Node(in...) }
	}
	graphtest.Check(t, graphtest.Case{
		Name:     "scalar",
		Inputs:   []graphtest.Input{graphtest.Random("x", 2, 3), graphtest.Random("y", 4)},
		Op:       of(1.5),
		Variants: []graphtest.Case{{Name: "another constant", Op: of(1.5000001)}},
		Allocs:   12,
	})
}

func TestScalarRefuses(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2)})
	_, err := op.Scalar{Kind: "empty"}.Node(x.nodes[0])
	wantError(t, err, "empty", "Eval")
	_, err = logSumOfSquares(1).Node()
	wantError(t, err, "at least one input")
	_, err = logSumOfSquares(1).Node(x.nodes[0], nil)
	wantError(t, err, "operand 1 is missing")
}
