package op

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fused makes a Kernel into an Op that symbolic differentiation and every Gorgonia machine
// accept.
type fused[T Float] struct {
	Kernel[T]
	in      []tensor.Shape
	shape   tensor.Shape
	follows bool
	from    *fused[T] // the operation of KeptBy
	keeper  int       // the input that is KeptBy, -1 for none
	read    bool      // Keeps are read by another operation

	value gorgonia.Value // the node's own output, made on first use
	out   Array[T]
	last  []gorgonia.Value // what views are of
	views []Array[T]
	keep  [][]T // for Do: executors have buffers of their own

	height int   // rows of the batch; 0 if the operation is not blockwise
	row    int   // elements in a row of the output
	inRow  []int // and of the inputs
}

func newFused[T Float](k Kernel[T], in []tensor.Shape, shape tensor.Shape) *fused[T] {
	op := &fused[T]{Kernel: k, in: in, shape: shape, keeper: -1, last: make([]gorgonia.Value, len(in)), views: make([]Array[T], len(in))}
	if op.height = op.batch(); op.height > 0 {
		op.row = shape.TotalSize() / op.height
		for _, s := range in {
			op.inRow = append(op.inRow, s.TotalSize()/op.height)
		}
	}
	return op
}

// batch is the common first dimension of the output and the inputs that are cut, 0 if
// there is none.
func (op *fused[T]) batch() int {
	n := 0
	for i, cut := range op.Cut {
		if !cut {
			continue
		}
		s := op.in[i]
		if len(s) == 0 || (n > 0 && s[0] != n) {
			return 0
		}
		n = s[0]
	}
	if !op.Total && (len(op.shape) == 0 || op.shape[0] != n) {
		return 0
	}
	return n
}

// newKeep makes the buffers of so many rows.
func (op *fused[T]) newKeep(rows int) [][]T {
	keep := make([][]T, len(op.Keeps))
	for i, n := range op.Keeps {
		keep[i] = make([]T, n*rows)
	}
	return keep
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
	if (op.read || op.Scratch) && op.keep == nil {
		op.keep = op.newKeep(max(1, op.height))
	}
	b := Block[T]{Keep: op.keep}
	if op.from != nil {
		b.Keep = op.from.keep
	}
	return op.value, op.Run(op.out, op.views, b)
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
	grads, err := op.Grad(in, out, grad)
	if err != nil {
		return nil, err
	}
	if len(grads) != len(in) {
		return nil, fmt.Errorf("op: %s: Grad gives %d gradients for %d inputs: give nil for one that is not differentiated by", op, len(grads), len(in))
	}
	for i, g := range grads {
		switch {
		case !op.Wrt[i]:
		case g == nil:
			return nil, fmt.Errorf("op: %s: Grad gives no gradient for input %d, which Wrt asks for", op, i)
		case !slices.Equal(g.Shape(), in[i].Shape()):
			return nil, fmt.Errorf("op: %s: Grad gives a gradient %v for input %d, which is %v", op, g.Shape(), i, in[i].Shape())
		}
	}
	return grads, nil
}

// Decompose implements Op.
func (op *fused[T]) Decompose(in gorgonia.Nodes) (out *gorgonia.Node, err error) {
	defer recoverInto(&err, "twin of "+op.String())
	if op.Twin == nil {
		return nil, fmt.Errorf("op: %s: %w", op, ErrNoTwin)
	}
	return op.Twin(in)
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
