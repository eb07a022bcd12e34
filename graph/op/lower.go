package op

import (
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Lower gives the fused operation that computes n: its own, or one that stands for an
// operation of Gorgonia's: the additions and products that differentiation puts between
// fused operations become loops into a buffer of the node's own. It is nil for all else.
func Lower(n *gorgonia.Node) Op {
	if n == nil {
		return nil
	}
	if op, ok := n.Op().(Op); ok {
		return op
	}
	if op := lowerBinary[float64](n); op != nil {
		return op
	}
	if op := lowerBinary[float32](n); op != nil {
		return op
	}
	return nil
}

// lowerBinary handles a ∘ b for + − and ⊙, of equal shapes or with one scalar; nil
// for all else.
func lowerBinary[T Float](n *gorgonia.Node) Op {
	info, ops := Of(n), Children(n)
	loop := elementwise[T](info.Kind)
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
	op := newFused(Kernel[T]{
		Kind: info.Kind,
		Cut:  cut,
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			loop(out.Data, in[0].Data, in[1].Data)
			return nil
		},
	}, shapes, n.Shape())
	op.follows = true
	return op
}

// elementwise gives the loop of an operation; operands of one
// element are broadcast.
func elementwise[T Float](k Kind) func(dst, a, b []T) {
	switch k {
	case KindAdd:
		return func(dst, a, b []T) { broadcast(dst, a, b, func(a, b T) T { return a + b }, vec.Add[T]) }
	case KindSub:
		return func(dst, a, b []T) { broadcast(dst, a, b, func(a, b T) T { return a - b }, nil) }
	case KindMul:
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

// Children are the operands of n, in order, with repeats.
func Children(n *gorgonia.Node) []*gorgonia.Node {
	var out []*gorgonia.Node
	if n == nil {
		return nil
	}
	it := n.Graph().From(n.ID())
	for it != nil && it.Next() {
		out = append(out, it.Node().(*gorgonia.Node))
	}
	return out
}
