package graph

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Kernel describes a fused operation on arrays of T. Apply turns it into a node.
//
// The output array belongs to the node and is overwritten by the next run. A
// backward kernel may read buffers that its forward kernel filled in the same run,
// if it has the forward node among its inputs.
type Kernel[T Float] struct {
	// Name says what is computed, with every field that changes the result. It is
	// the operation's hash: Gorgonia merges nodes of equal name and inputs.
	Name string
	// Key is hashed too, for what must not show in a name; it may stay empty.
	Key string
	// Shape checks the shapes of the inputs and gives that of the output.
	Shape func(in []tensor.Shape) (tensor.Shape, error)
	// Run computes out, whose old content is that of the last run.
	Run func(out Array[T], in []Array[T]) error
	// Wrt says which inputs the output is differentiated by; nil means none.
	Wrt []bool
	// Grad gives, for each input, the node of its gradient (nil where Wrt is
	// false) from the node of the output and the gradient that arrives there.
	Grad func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error)
}

// Apply adds the operation to the graph of its inputs. Errors name the operation.
func Apply[T Float](k Kernel[T], in ...*gorgonia.Node) (out *gorgonia.Node, err error) {
	defer recoverInto(&err, k.Name)
	shapes := make([]tensor.Shape, len(in))
	for i, n := range in {
		if n == nil {
			return nil, fmt.Errorf("graph: %s: input %d is missing", k.Name, i)
		}
		if n.Dtype() != DType[T]() {
			return nil, fmt.Errorf("graph: %s: input %d (%s) holds %v, not %v", k.Name, i, n.Name(), n.Dtype(), DType[T]())
		}
		shapes[i] = n.Shape()
	}
	shape, err := k.Shape(shapes)
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", k.Name, err)
	}
	op := &fused[T]{Kernel: k, in: shapes, shape: shape, views: make([]Array[T], len(in))}
	out, err = gorgonia.ApplyOp(op, in...)
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", k.Name, err)
	}
	return out, nil
}

// fused makes a Kernel into a gorgonia.Op that symbolic differentiation and every
// Gorgonia machine accept.
type fused[T Float] struct {
	Kernel[T]
	in    []tensor.Shape
	shape tensor.Shape

	value gorgonia.Value // the node's own output, made on first use
	out   Array[T]
	views []Array[T]
}

// Arity implements gorgonia.Op.
func (op *fused[T]) Arity() int { return len(op.in) }

// Type implements gorgonia.Op: the ranks are those the operation was applied to.
func (op *fused[T]) Type() hm.Type {
	a := hm.TypeVariable('a')
	types := make([]hm.Type, 0, len(op.in)+1)
	for _, s := range append(append([]tensor.Shape(nil), op.in...), op.shape) {
		if len(s) == 0 {
			types = append(types, a)
		} else {
			types = append(types, gorgonia.TensorType{Dims: len(s), Of: a})
		}
	}
	return hm.NewFnType(types...)
}

// InferShape implements gorgonia.Op.
func (op *fused[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return op.shape.Clone(), nil
}

// Do implements gorgonia.Op. It returns the node's own buffer.
func (op *fused[T]) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if op.value == nil {
		v, out, err := newValue[T](op.shape)
		if err != nil {
			return nil, err
		}
		op.value, op.out = v, out
	}
	for i, v := range in {
		a, err := view[T](v)
		if err != nil {
			return nil, fmt.Errorf("input %d: %w", i, err)
		}
		if len(a.Data) != op.in[i].TotalSize() {
			return nil, fmt.Errorf("input %d has shape %v, compiled for %v", i, a.Shape, op.in[i])
		}
		op.views[i] = a
	}
	return op.value, op.Run(op.out, op.views)
}

// DiffWRT implements gorgonia.SDOp.
func (op *fused[T]) DiffWRT(inputs int) []bool {
	if op.Wrt == nil {
		return make([]bool, inputs)
	}
	return op.Wrt
}

// SymDiff implements gorgonia.SDOp.
func (op *fused[T]) SymDiff(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	if op.Grad == nil {
		return nil, fmt.Errorf("graph: %s has no gradient", op.Name)
	}
	return op.Grad(in, out, grad)
}

// ReturnsPtr implements gorgonia.Op.
func (op *fused[T]) ReturnsPtr() bool { return true }

// CallsExtern implements gorgonia.Op.
func (op *fused[T]) CallsExtern() bool { return false }

// OverwritesInput implements gorgonia.Op: no input is ever written to.
func (op *fused[T]) OverwritesInput() int { return -1 }

// WriteHash implements gorgonia.Op. The type and the shapes are part of it, as the
// buffers are.
func (op *fused[T]) WriteHash(h hash.Hash) {
	fmt.Fprintf(h, "%q|%q|%v|%v>%v", op.Name, op.Key, DType[T](), op.in, op.shape)
}

// Hashcode implements gorgonia.Op.
func (op *fused[T]) Hashcode() uint32 {
	h := fnv.New32a()
	op.WriteHash(h)
	return h.Sum32()
}

// String implements gorgonia.Op.
func (op *fused[T]) String() string { return op.Name }

// recoverInto turns a panic of Gorgonia into an error that names the node.
func recoverInto(err *error, node string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("graph: %s: %v", node, r)
	}
}
