package graph

import (
	"strings"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// lower chooses how a node is computed: a fused operation by itself, the additions
// and products that differentiation puts between fused operations by loops into a
// buffer of the node's own, anything else by Gorgonia's own code.
func lower(n *gorgonia.Node) doer {
	op := n.Op()
	if _, ok := op.(gorgonia.BinaryOp); ok {
		if l := lowerBinary[float64](n); l != nil {
			return l
		}
		if l := lowerBinary[float32](n); l != nil {
			return l
		}
	}
	return op
}

// lowered is an operation of Gorgonia's made into a fused one.
type lowered[T Float] struct{ *fused[T] }

// follows implements follower.
func (lowered[T]) follows() bool { return true }

// lowerBinary handles a ∘ b for + − and ⊙, of equal shapes or with one scalar; nil
// for all else.
func lowerBinary[T Float](n *gorgonia.Node) doer {
	loop := elementwise[T](strings.Fields(n.Op().String())[0])
	ops := children(n)
	if loop == nil || len(ops) != 2 || n.Dtype() != DType[T]() || ops[0].Dtype() != DType[T]() || ops[1].Dtype() != DType[T]() {
		return nil
	}
	cut, shapes := make([]bool, 2), make([]tensor.Shape, 2)
	for i, c := range ops {
		if !c.IsScalar() && !c.Shape().Eq(n.Shape()) {
			return nil
		}
		shapes[i], cut[i] = c.Shape(), len(n.Shape()) > 0 && !c.IsScalar()
	}
	return lowered[T]{newFused(Kernel[T]{
		Cut: cut,
		Rows: func(out Array[T], in []Array[T], _ Block) error {
			loop(out.Data, in[0].Data, in[1].Data)
			return nil
		},
	}, shapes, n.Shape())}
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
