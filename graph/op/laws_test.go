package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

func TestAffineLaws(t *testing.T) {
	for _, act := range op.Activations() {
		graphtest.Check(t, graphtest.Case{
			Name:   "affine " + string(act),
			Inputs: affineInputs(7, 3, 5),
			Op:     affine(act),
			Variants: []graphtest.Case{
				{Name: "another activation", Op: affine(otherThan(act))},
				{Name: "more rows", Inputs: affineInputs(8, 3, 5), Op: affine(act)},
				{Name: "more outputs", Inputs: affineInputs(7, 3, 6), Op: affine(act)},
				{Name: "more dimensions", Inputs: append([]graphtest.Input{graphtest.Random("x", 7, 1, 3)}, affineInputs(7, 3, 5)[1:]...), Op: affine(act)},
			},
		})
	}
}

// Further leading dimensions of x fold into one, so the twin is the affine of the matrix.
func TestAffineLeadingDimensionLaws(t *testing.T) {
	in := affineInputs(6, 3, 5)
	in[0].Shape = []int{2, 3, 3}
	graphtest.Check(t, graphtest.Case{
		Name:   "affine of (2, 3, 3)",
		Inputs: in,
		Op:     affine(op.SiLU),
	})
}

func affineInputs(rows, in, out int) []graphtest.Input {
	return []graphtest.Input{graphtest.Random("x", rows, in), graphtest.Random("w", out, in), graphtest.Random("b", out)}
}

func affine(act op.Activation) graphtest.Build {
	return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Affine(in[0], in[1], in[2], act) }
}

func otherThan(act op.Activation) op.Activation {
	if act == op.Tanh {
		return op.SiLU
	}
	return op.Tanh
}

func TestMSELaws(t *testing.T) {
	inputs := func(rows int) []graphtest.Input {
		target := graphtest.Random("target", rows, 3)
		target.Constant = true
		return []graphtest.Input{graphtest.Random("pred", rows, 3), target}
	}
	build := func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.MSE(in[0], in[1]) }
	graphtest.Check(t, graphtest.Case{
		Name:     "MSE",
		Inputs:   inputs(4),
		Op:       build,
		Variants: []graphtest.Case{{Name: "more rows", Inputs: inputs(5), Op: build}},
	})
}

func TestCrossEntropyLaws(t *testing.T) {
	class := []float64{2, 0, 1, 2, 2}
	inputs := func(rows, classes int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("logits", rows, classes), graphtest.Numbers("class", []int{rows}, class[:rows]...)}
	}
	build := func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.CrossEntropy(in[0], in[1]) }
	graphtest.Check(t, graphtest.Case{
		Name:   "cross-entropy",
		Inputs: inputs(4, 3),
		Op:     build,
		Variants: []graphtest.Case{
			{Name: "more rows", Inputs: inputs(5, 3), Op: build},
			{Name: "more classes", Inputs: inputs(4, 4), Op: build},
		},
	})
}

func TestTokensLaws(t *testing.T) {
	// token 2 occurs twice in one row and again in another; token 4 never
	id := []float64{2, 2, 0, 3, 1, 2}
	inputs := func(tokens, fold int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("table", tokens, 3), graphtest.Numbers("id", []int{6 / fold, fold}, id...)}
	}
	build := func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Tokens(in[0], in[1]) }
	graphtest.Check(t, graphtest.Case{
		Name:   "tokens",
		Inputs: inputs(5, 2),
		Op:     build,
		Variants: []graphtest.Case{
			{Name: "more tokens", Inputs: inputs(6, 2), Op: build},
			{Name: "another fold", Inputs: inputs(5, 3), Op: build},
		},
	})
}

func TestReorderLaws(t *testing.T) {
	order, other := op.NewOrder("axis", 4), op.NewOrder("axis", 4)
	copy(order.At, []int{2, 0, 3, 1})
	named := &op.Order{Name: "other axis", At: order.At}
	build := func(o *op.Order, d op.Direction) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Reorder(in[0], o, d) }
	}
	inputs := []graphtest.Input{graphtest.Random("x", 3, 4)}
	for _, d := range []op.Direction{op.ToPlaces, op.FromPlaces} {
		back := op.FromPlaces
		if d == back {
			back = op.ToPlaces
		}
		graphtest.Check(t, graphtest.Case{
			Name:   "reorder " + string(d),
			Inputs: inputs,
			Op:     build(order, d),
			Variants: []graphtest.Case{
				{Name: "the other way", Op: build(order, back)},
				{Name: "another order of another name", Op: build(named, d)},
				{Name: "another order of one name", Op: build(other, d)},
				{Name: "more rows", Inputs: []graphtest.Input{graphtest.Random("x", 5, 4)}, Op: build(order, d)},
			},
		})
	}
}
