package op

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fused makes a Kernel into a gorgonia.Op that symbolic differentiation and every
// Gorgonia machine accept.
type fused[T Float] struct {
	Kernel[T]
	in    []tensor.Shape
	shape tensor.Shape

	value gorgonia.Value // the node's own output, made on first use
	out   Array[T]
	last  []gorgonia.Value // what views are of
	views []Array[T]

	height int   // rows of the batch; 0 if the operation is not blockwise
	row    int   // elements in a row of the output
	inRow  []int // and of the inputs
}

func newFused[T Float](k Kernel[T], in []tensor.Shape, shape tensor.Shape) *fused[T] {
	op := &fused[T]{Kernel: k, in: in, shape: shape, last: make([]gorgonia.Value, len(in)), views: make([]Array[T], len(in))}
	if op.height = op.batch(); op.height > 0 {
		op.row = shape.TotalSize() / op.height
		for _, s := range in {
			op.inRow = append(op.inRow, s.TotalSize()/op.height)
		}
	}
	return op
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
	if err := op.bind(in); err != nil {
		return nil, err
	}
	if op.Rows != nil {
		return op.value, op.Rows(op.out, op.views, Block{})
	}
	return op.value, op.Run(op.out, op.views)
}

// bind takes up the inputs of a run.
func (op *fused[T]) bind(in []gorgonia.Value) error {
	for i, v := range in {
		if err := op.bindInput(i, v); err != nil {
			return err
		}
	}
	return op.makeOutput()
}

// bindInput takes up an input. Most are the same as in the last run.
func (op *fused[T]) bindInput(i int, v gorgonia.Value) error {
	if v != nil && v == op.last[i] {
		return nil
	}
	a, err := View[T](v)
	if err != nil {
		return fmt.Errorf("input %d: %w", i, err)
	}
	if len(a.Data) != op.in[i].TotalSize() {
		return fmt.Errorf("input %d has shape %v, compiled for %v", i, a.Shape, op.in[i])
	}
	op.last[i], op.views[i] = v, a
	return nil
}

func (op *fused[T]) makeOutput() (err error) {
	if op.value == nil {
		op.value, op.out, err = NewValue[T](op.shape)
	}
	return err
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
		return nil, fmt.Errorf("op: %s has no gradient", op)
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
	fmt.Fprintf(h, "%s|%v|%v>%v", op.Info().hash(), DType[T](), op.in, op.shape)
}

// Hashcode implements gorgonia.Op.
func (op *fused[T]) Hashcode() uint32 {
	h := fnv.New32a()
	op.WriteHash(h)
	return h.Sum32()
}

// String implements gorgonia.Op.
func (op *fused[T]) String() string { return op.Info().String() }

// Info is what the operation is.
func (op *fused[T]) Info() Info { return Info{op.Kind, op.Attrs} }
