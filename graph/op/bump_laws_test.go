package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph/graphtest"
	"gorgonia.org/gorgonia"
)

// One call holds the operation of ExampleApply to every law.
func TestBumpLaws(t *testing.T) {
	with := func(sigma float64) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return Bump(in[0], sigma) }
	}
	graphtest.Check(t, graphtest.Case{
		Name:     "bump",
		Inputs:   []graphtest.Input{graphtest.Random("x", 5, 3)},
		Op:       with(1.5),
		Variants: []graphtest.Case{{Name: "wider", Op: with(2)}},
	})
}
