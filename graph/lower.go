package graph

import (
	"strings"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
)

// lower chooses how a node is computed: a fused operation by itself, the additions
// and products that differentiation puts between fused operations by loops into a
// buffer of the node's own, anything else by Gorgonia's own code.
func lower(n *gorgonia.Node) func([]gorgonia.Value) (gorgonia.Value, error) {
	op := n.Op()
	if _, ok := op.(gorgonia.BinaryOp); ok {
		if run := lowerBinary[float64](n); run != nil {
			return run
		}
		if run := lowerBinary[float32](n); run != nil {
			return run
		}
	}
	return func(in []gorgonia.Value) (gorgonia.Value, error) { return op.Do(in...) }
}

// lowerBinary handles a ∘ b for + − and ⊙, of equal shapes or with one scalar; nil
// for all else.
func lowerBinary[T Float](n *gorgonia.Node) func([]gorgonia.Value) (gorgonia.Value, error) {
	loop := elementwise[T](strings.Fields(n.Op().String())[0])
	ops := children(n)
	if loop == nil || len(ops) != 2 || n.Dtype() != DType[T]() || ops[0].Dtype() != DType[T]() || ops[1].Dtype() != DType[T]() {
		return nil
	}
	for _, c := range ops {
		if !c.IsScalar() && !c.Shape().Eq(n.Shape()) {
			return nil
		}
	}
	value, out, err := newValue[T](n.Shape())
	if err != nil {
		return nil
	}
	return func(in []gorgonia.Value) (gorgonia.Value, error) {
		a, err := view[T](in[0])
		if err != nil {
			return nil, err
		}
		b, err := view[T](in[1])
		if err != nil {
			return nil, err
		}
		loop(out.Data, a.Data, b.Data)
		return value, nil
	}
}

// elementwise gives the loop for Gorgonia's sign of an operation; operands of one
// element are broadcast.
func elementwise[T Float](sign string) func(dst, a, b []T) {
	switch sign {
	case "+":
		return func(dst, a, b []T) { broadcast(dst, a, b, func(a, b T) T { return a + b }, vec.Add[T]) }
	case "-":
		return func(dst, a, b []T) { broadcast(dst, a, b, func(a, b T) T { return a - b }, nil) }
	case "⊙", "*":
		return func(dst, a, b []T) { broadcast(dst, a, b, func(a, b T) T { return a * b }, vec.Mul[T]) }
	}
	return nil
}

// broadcast runs all when it is given and the shapes are equal, else one by one.
func broadcast[T Float](dst, a, b []T, one func(a, b T) T, all func(dst, a, b []T)) {
	switch {
	case len(a) == len(b) && all != nil:
		all(dst, a, b)
	case len(a) == len(b):
		for i, x := range a {
			dst[i] = one(x, b[i])
		}
	case len(b) == 1:
		for i, x := range a {
			dst[i] = one(x, b[0])
		}
	default:
		for i, x := range b {
			dst[i] = one(a[0], x)
		}
	}
}
