package op_test

import (
	"fmt"
	"testing"

	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

func attendInputs(batch, time, width, values int) []graphtest.Input {
	return []graphtest.Input{
		graphtest.Random("q", batch, time, width), graphtest.Random("k", batch, time, width), graphtest.Random("v", batch, time, values),
	}
}

func attend(a op.Attention) graphtest.Build {
	return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
		out, _, err := op.Attend(in[0], in[1], in[2], a)
		return out, err
	}
}

func TestAttendLaws(t *testing.T) {
	for _, a := range []op.Attention{
		{Heads: 2, Causal: true, Rate: 1}, {Heads: 2, Rate: 1}, {Heads: 2, Causal: true, Rate: 0.25}, {Heads: 3, Rate: 0},
	} {
		other := op.Attention{Heads: a.Heads, Causal: !a.Causal, Rate: a.Rate}
		rate := op.Attention{Heads: a.Heads, Causal: a.Causal, Rate: 0.5}
		heads := op.Attention{Heads: 1, Causal: a.Causal, Rate: a.Rate}
		graphtest.Check(t, graphtest.Case{
			Name:   fmt.Sprintf("attend %+v", a),
			Inputs: attendInputs(2, 3, 12, 6),
			Op:     attend(a),
			Variants: []graphtest.Case{
				{Name: "another mask", Op: attend(other)}, {Name: "another rate", Op: attend(rate)}, {Name: "one head", Op: attend(heads)},
				{Name: "more values", Inputs: attendInputs(2, 3, 12, 12), Op: attend(a)},
			},
		})
	}
}

// Several query heads share one head of keys and values.
func TestAttendSharedLaws(t *testing.T) {
	inputs := func(time, keys, values int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("q", 2, time, 12), graphtest.Random("k", 2, time, keys), graphtest.Random("v", 2, time, values)}
	}
	for _, time := range []int{2, 3, 9} {
		a := op.Attention{Heads: 6, Causal: true, Rate: 1}
		graphtest.Check(t, graphtest.Case{
			Name:   fmt.Sprintf("attend, shared, %d places", time),
			Inputs: inputs(time, 4, 6),
			Op:     attend(a),
			Variants: []graphtest.Case{
				{Name: "one shared by all", Inputs: inputs(time, 2, 6), Op: attend(a)}, {Name: "more values", Inputs: inputs(time, 4, 12), Op: attend(a)},
				{Name: "none shared", Inputs: inputs(time, 12, 6), Op: attend(a)},
			},
		})
	}
}

// Long causal sequences are multiplied in strips, the last of them a short one.
func TestAttendLongLaws(t *testing.T) {
	long := func(keys, values int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("q", 1, 101, 4), graphtest.Random("k", 1, 101, keys), graphtest.Random("v", 1, 101, values)}
	}
	for _, keys := range []int{4, 2} {
		graphtest.Check(t, graphtest.Case{
			Name:     fmt.Sprintf("attend, 101 places, keys of %d", keys),
			Inputs:   long(keys, keys),
			Op:       attend(op.Attention{Heads: 2, Causal: true, Rate: 0.75}),
			Variants: []graphtest.Case{{Name: "no mask", Op: attend(op.Attention{Heads: 2, Rate: 0.75})}},
		})
	}
}

func TestLayerNormLaws(t *testing.T) {
	norm := func(epsilon float64) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.LayerNorm(in[0], in[1], in[2], epsilon)
		}
	}
	inputs := func(rows int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("x", rows, 4), graphtest.Random("scale", 4), graphtest.Random("shift", 4)}
	}
	graphtest.Check(t, graphtest.Case{
		Name:      "layer norm",
		Inputs:    inputs(3),
		Op:        norm(0.01),
		Tolerance: 1e-12,
		Variants:  []graphtest.Case{{Name: "another ε", Op: norm(0.02)}, {Name: "more rows", Inputs: inputs(4), Op: norm(0.01)}},
	})
}

func TestPickLaws(t *testing.T) {
	pick := func(dim int, places ...int) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Pick(in[0], dim, places...) }
	}
	graphtest.Check(t, graphtest.Case{
		Name:   "pick columns",
		Inputs: []graphtest.Input{graphtest.Random("x", 4, 5)},
		Op:     pick(1, 3, 0, 3),
		Variants: []graphtest.Case{
			{Name: "other places", Op: pick(1, 3, 1, 3)}, {Name: "rows", Op: pick(0, 3, 0, 3)},
			{Name: "more columns", Inputs: []graphtest.Input{graphtest.Random("x", 4, 6)}, Op: pick(1, 3, 0, 3)},
		},
	})
	graphtest.Check(t, graphtest.Case{
		Name:   "pick the middle dimension",
		Inputs: []graphtest.Input{graphtest.Random("x", 2, 3, 4)},
		Op:     pick(1, 2),
	})
}

func TestReshapeLaws(t *testing.T) {
	reshape := func(shape ...int) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Reshape(in[0], shape...) }
	}
	graphtest.Check(t, graphtest.Case{
		Name:     "reshape",
		Inputs:   []graphtest.Input{graphtest.Random("x", 2, 6)},
		Op:       reshape(2, 3, 2),
		Variants: []graphtest.Case{{Name: "another shape", Op: reshape(3, 2, 2)}},
	})
}

func TestAddPositionsLaws(t *testing.T) {
	inputs := func(places int) []graphtest.Input {
		return []graphtest.Input{graphtest.Random("x", 2, 3, 4), graphtest.Random("table", places, 4)}
	}
	build := func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.AddPositions(in[0], in[1]) }
	graphtest.Check(t, graphtest.Case{
		Name:     "add positions",
		Inputs:   inputs(3),
		Op:       build,
		Variants: []graphtest.Case{{Name: "spare positions", Inputs: inputs(5), Op: build}},
	})
	graphtest.Check(t, graphtest.Case{Name: "add positions of a longer table", Inputs: inputs(5), Op: build})
}

// Without a bias it is the affine of a bias of zeros.
func TestAffineWithoutBiasLaws(t *testing.T) {
	none := func(act op.Activation) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) { return op.Affine(in[0], in[1], nil, act) }
	}
	graphtest.Check(t, graphtest.Case{
		Name:     "affine without bias",
		Inputs:   affineInputs(4, 3, 5)[:2],
		Op:       none(op.SiLU),
		Variants: []graphtest.Case{{Name: "with one", Inputs: affineInputs(4, 3, 5), Op: affine(op.SiLU)}, {Name: "another activation", Op: none(op.Tanh)}},
	})
}
