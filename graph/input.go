package graph

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Input adds a named input of zeros; Feed sets it between runs. An empty shape is a
// scalar. Two inputs of one name, type and shape would be one node in Gorgonia, so a
// name in use is an error.
func Input(g *gorgonia.ExprGraph, dtype tensor.Dtype, name string, shape ...int) (n *gorgonia.Node, err error) {
	defer recoverInto(&err, "input "+name)
	if len(g.ByName(name)) > 0 {
		return nil, fmt.Errorf("graph: there is a node %q already: give each input a name of its own", name)
	}
	if len(shape) > 0 && slices.Min(shape) < 1 {
		return nil, fmt.Errorf("graph: input %s has shape %v: every dimension must be at least 1", name, shape)
	}
	var v gorgonia.Value
	switch dtype {
	case tensor.Float64:
		v, _, err = op.NewValue[float64](shape)
	case tensor.Float32:
		v, _, err = op.NewValue[float32](shape)
	default:
		err = fmt.Errorf("graph: input %s: want float64 or float32, have %v", name, dtype)
	}
	if err != nil {
		return nil, err
	}
	if len(shape) == 0 {
		return gorgonia.NewScalar(g, dtype, gorgonia.WithName(name), gorgonia.WithValue(v)), nil
	}
	return gorgonia.NewTensor(g, dtype, len(shape), gorgonia.WithName(name), gorgonia.WithShape(shape...), gorgonia.WithValue(v)), nil
}

// Feed copies v, row-major, into an input made by Input, rounding if it holds
// float32.
func Feed[T Float](n *gorgonia.Node, v ...T) error {
	if n == nil {
		return fmt.Errorf("graph: the input to feed is missing")
	}
	if a, ok := op.Elements[float64](n.Value()); ok {
		return feed(n, a, v)
	}
	a, err := op.View[float32](n.Value())
	if err != nil {
		return fmt.Errorf("graph: input %s: %w", n.Name(), err)
	}
	return feed(n, a, v)
}

func feed[T, U Float](n *gorgonia.Node, to op.Array[U], from []T) error {
	if len(from) != len(to.Data) {
		return fmt.Errorf("graph: input %s has %d elements %v, was given %d", n.Name(), len(to.Data), to.Shape, len(from))
	}
	if same, ok := any(from).([]U); ok {
		copy(to.Data, same)
		return nil
	}
	for i, v := range from {
		to.Data[i] = U(v)
	}
	return nil
}

// Elements is the live value of an input made by Input, row-major: writing to it before a
// run feeds it with no copy between. It is nil if n does not hold T.
func Elements[T Float](n *gorgonia.Node) []T {
	if n == nil {
		return nil
	}
	a, _ := op.Elements[T](n.Value())
	return a.Data
}

// Float64s is a copy of a node's value in float64, row-major: of an input at any
// time, of any other node after a run of a session that computes it.
func Float64s(v gorgonia.Value) ([]float64, error) {
	if v == nil {
		return nil, fmt.Errorf("graph: no value yet: run the session first")
	}
	if a, ok := op.Elements[float64](v); ok {
		return slices.Clone(a.Data), nil
	}
	a, err := op.View[float32](v)
	if err != nil {
		return nil, err
	}
	return appendFloat64(nil, a.Data), nil
}
