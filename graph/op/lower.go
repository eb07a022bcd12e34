package op

import (
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Doer is the part of gorgonia.Op that computes.
type Doer interface {
	Do(...gorgonia.Value) (gorgonia.Value, error)
}

// Lower chooses how a node is computed, and from which nodes: a fused operation by
// itself, the additions and products that differentiation puts between fused operations
// by loops into a buffer of the node's own, anything else by Gorgonia's own code.
func Lower(n *gorgonia.Node, uses map[*gorgonia.Node]int) (Doer, gorgonia.Nodes) {
	if _, ok := n.Op().(gorgonia.BinaryOp); ok {
		if op, in := lowerOnto[float64](n, uses); op != nil {
			return op, in
		}
		if op, in := lowerOnto[float32](n, uses); op != nil {
			return op, in
		}
		if l := lowerBinary[float64](n); l != nil {
			return l, Children(n)
		}
		if l := lowerBinary[float32](n); l != nil {
			return l, Children(n)
		}
	}
	return n.Op(), Children(n)
}

// lowerOnto makes one pass of a sum and of a term that is read nowhere else: of a weight's
// gradient and the price of the weight, say. It is nil where there is no such term.
func lowerOnto[T Float](n *gorgonia.Node, uses map[*gorgonia.Node]int) (Doer, gorgonia.Nodes) {
	ops := Children(n)
	if len(ops) != 2 || Of(n).Kind != KindAdd {
		return nil, nil
	}
	for i, term := range ops {
		to := ops[1-i]
		op, ok := term.Op().(*fused[T])
		if !ok || op.Onto == nil || uses[term] != 1 || !to.Shape().Eq(term.Shape()) {
			continue
		}
		return newFused(Kernel[T]{
			Run: func(out Array[T], in []Array[T]) error { return op.Onto(out, in[0].Data, in[1:]) },
		}, append([]tensor.Shape{op.shape}, op.in...), op.shape), append(gorgonia.Nodes{to}, Children(term)...)
	}
	return nil, nil
}

// lowered is an operation of Gorgonia's made into a fused one.
type lowered[T Float] struct{ *fused[T] }

// Follows implements Blockwise.
func (lowered[T]) Follows() bool { return true }

// lowerBinary handles a ∘ b for + − and ⊙, of equal shapes or with one scalar; nil
// for all else.
func lowerBinary[T Float](n *gorgonia.Node) Doer {
	loop := elementwise[T](Of(n).Kind)
	ops := Children(n)
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
	it := n.Graph().From(n.ID())
	for it != nil && it.Next() {
		out = append(out, it.Node().(*gorgonia.Node))
	}
	return out
}
