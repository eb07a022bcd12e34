package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Kernel describes a fused operation on arrays of T. Apply turns it into a node.
//
// The output array belongs to the node and is overwritten by the next run. A
// backward kernel may read buffers that its forward kernel filled in the same run,
// if it has the forward node among its inputs; if both are blockwise, rows of the same
// block, and as a cut input that is no Total.
type Kernel[T Float] struct {
	// Kind and Attrs say what is computed, with every constant that changes the result.
	// Their printing is the operation's name and hash, with the shapes: Gorgonia merges
	// nodes of equal hash and inputs.
	Kind  Kind
	Attrs Attrs
	// Shape checks the shapes of the inputs and gives that of the output.
	Shape func(in []tensor.Shape) (tensor.Shape, error)
	// Run computes out, whose old content is that of the last run.
	Run func(out Array[T], in []Array[T]) error
	// Rows, given in place of Run, makes an operation blockwise: a session may take it
	// through a batch one block of rows at a time, several blocks at once. A row is all
	// that has one index of the first dimension. Rows gets those of the block, of the
	// output and of the inputs that Cut marks, and the other inputs whole.
	Rows func(out Array[T], in []Array[T], b Block) error
	Cut  []bool
	// Onto, which may be left out, computes out = to + the operation's value in one pass. A
	// session does so in place of Run where the value is read by one sum alone.
	Onto func(out Array[T], to []T, in []Array[T]) error
	// Total marks a sum over rows: Rows gets the whole output, and adds the block's share
	// to what is there if Block.More says so.
	Total bool
	// Work is about how many multiplications a row takes, if more than it has elements.
	Work int
	// Wrt says which inputs the output is differentiated by; nil means none.
	Wrt []bool
	// Grad gives, for each input, the node of its gradient (nil where Wrt is
	// false) from the node of the output and the gradient that arrives there.
	Grad func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error)
}

// Apply adds the operation to the graph of its inputs. Errors name the operation.
func Apply[T Float](k Kernel[T], in ...*gorgonia.Node) (out *gorgonia.Node, err error) {
	info := Info{k.Kind, k.Attrs}
	defer recoverInto(&err, info.String())
	if err := info.check(); err != nil {
		return nil, fmt.Errorf("op: %s: %w", info, err)
	}
	shapes := make([]tensor.Shape, len(in))
	for i, n := range in {
		if n == nil {
			return nil, fmt.Errorf("op: %s: input %d is missing", info, i)
		}
		if n.Dtype() != DType[T]() {
			return nil, fmt.Errorf("op: %s: input %d (%s) holds %v, not %v", info, i, n.Name(), n.Dtype(), DType[T]())
		}
		shapes[i] = n.Shape()
	}
	shape, err := k.Shape(shapes)
	if err != nil {
		return nil, fmt.Errorf("op: %s: %w", info, err)
	}
	out, err = gorgonia.ApplyOp(newFused(k, shapes, shape), in...)
	if err != nil {
		return nil, fmt.Errorf("op: %s: %w", info, err)
	}
	return out, nil
}

// recoverInto turns a panic of Gorgonia into an error that names the node.
func recoverInto(err *error, node string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("op: %s: %v", node, r)
	}
}
