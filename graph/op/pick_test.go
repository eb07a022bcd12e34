package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestSequenceOperationErrors(t *testing.T) {
	g := gorgonia.NewGraph()
	x := must(graph.Input(g, tensor.Float64, "x", 2, 3, 4))(t)
	short := must(graph.Input(g, tensor.Float64, "short", 2, 4))(t)
	wide := must(graph.Input(g, tensor.Float64, "wide", 3, 5))(t)
	_, err := op.Pick(x, 3, 0)
	wantError(t, err, "no dimension 3")
	_, err = op.Pick(x, 1, 3)
	wantError(t, err, "from 0 to 2")
	_, err = op.Pick(x, 1, -1)
	wantError(t, err, "from 0 to 2")
	_, err = op.Pick(x, 1)
	wantError(t, err, "at least one place")
	_, err = op.Reshape(x, 5, 5)
	wantError(t, err, "(5, 5)", "(2, 3, 4)")
	_, err = op.Reshape(x)
	wantError(t, err, "reshape")
	_, err = op.AddPositions(x, short)
	wantError(t, err, "sequences of 3", "for 2")
	_, err = op.AddPositions(x, wide)
	wantError(t, err, "width")
	_, err = op.Affine(x, short, wide, op.SiLU)
	wantError(t, err, "b (3, 5)", "W (2, 4)")
}
