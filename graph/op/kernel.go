package op

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Kernel describes a fused operation on arrays of T. Apply turns it into a node.
type Kernel[T Float] struct {
	// Kind and Attrs say what is computed, with every constant that changes the result.
	// Their printing is the operation's name and hash, with the shapes: Gorgonia merges
	// nodes of equal hash and inputs.
	Kind  Kind
	Attrs Attrs
	// Shape checks the shapes of the inputs and gives that of the output.
	Shape func(in []tensor.Shape) (tensor.Shape, error)
	// Run computes out, whose old content is that of the last run. Inputs are read only.
	Run func(out Array[T], in []Array[T], b Block[T]) error
	// Cut makes an operation blockwise: an executor may take it through a batch one block
	// of rows at a time, several blocks at once. A row is all that has one index of the
	// first dimension. Run gets those of the block, of the output and of the inputs that
	// Cut marks, and the other inputs whole. Nil runs the whole at once.
	Cut []bool
	// Total marks a sum over rows: Run gets the whole output for every block, and adds the
	// block's share if Block.Add says so.
	Total bool
	// Adds says that Run obeys Block.Add; that of a Total must. A sum of the value and of
	// something else, read nowhere but there, is then one pass.
	Adds bool
	// Keeps is what Run leaves in Block.Keep for the gradient: for each buffer, how many
	// numbers a row, or in all where nothing is cut.
	Keeps []int
	// Scratch says that Run needs Block.Keep even if no one reads it.
	Scratch bool
	// KeptBy, an input of a backward operation, is the forward node whose buffers stand in
	// Block.Keep, filled in the same run; where both are blockwise, with the rows of the
	// same block. It is to be a cut input then.
	KeptBy *gorgonia.Node
	// packs says that input 1, a weight, is multiplied by in every block: Block.pack is room for it.
	packs bool
	// onTop is Op.OnTop.
	onTop bool
	// Work is about how many multiplications a row takes, if more than it has elements.
	Work int
	// Wrt says which inputs the output is differentiated by; nil means none.
	Wrt []bool
	// Grad gives, for each input, the node of its gradient (nil where Wrt is
	// false) from the node of the output and the gradient that arrives there.
	Grad func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error)
	// Twin computes the same by stock Gorgonia operations: what the fused operation is
	// tested against. Backward operations, tested with their forward ones, have none.
	Twin func(in gorgonia.Nodes) (*gorgonia.Node, error)
}

// Apply adds the operation to the graph of its inputs. Errors name the operation.
func Apply[T Float](k Kernel[T], in ...*gorgonia.Node) (out *gorgonia.Node, err error) {
	info := Info{k.Kind, k.Attrs}
	defer recoverInto(&err, info.String())
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
	if err := k.check(in); err != nil {
		return nil, fmt.Errorf("op: %s: %w", info, err)
	}
	shape, err := k.Shape(shapes)
	if err != nil {
		return nil, fmt.Errorf("op: %s: %w", info, err)
	}
	op := newFused(k, shapes, shape)
	if k.KeptBy != nil {
		op.keeper = slices.Index(in, k.KeptBy)
		if op.from, err = keeper[T](k.KeptBy); err != nil {
			return nil, fmt.Errorf("op: %s: %w", info, err)
		}
	}
	if out, err = gorgonia.ApplyOp(op, in...); err != nil {
		return nil, fmt.Errorf("op: %s: %w", info, err)
	}
	return out, nil
}

// check reports a kernel that can't work.
func (k *Kernel[T]) check(in gorgonia.Nodes) error {
	if err := (Info{k.Kind, k.Attrs}).check(); err != nil {
		return err
	}
	switch n := len(in); {
	case k.Shape == nil:
		return fmt.Errorf("the kernel has no Shape: give it one that checks the inputs")
	case k.Run == nil:
		return fmt.Errorf("the kernel has no Run: give it one that computes the output")
	case k.Cut != nil && len(k.Cut) != n:
		return fmt.Errorf("its Cut has %d entries for %d inputs", len(k.Cut), n)
	case k.Wrt != nil && len(k.Wrt) != n:
		return fmt.Errorf("its Wrt has %d entries for %d inputs", len(k.Wrt), n)
	case slices.Contains(k.Wrt, true) && k.Grad == nil:
		return fmt.Errorf("its Wrt asks for gradients, but it has no Grad")
	case k.KeptBy != nil && !slices.Contains(in, k.KeptBy):
		return fmt.Errorf("its KeptBy must be one of the inputs, so that it is computed first")
	}
	return nil
}

// keeper is the operation of a forward node whose buffers are read.
func keeper[T Float](n *gorgonia.Node) (*fused[T], error) {
	op, ok := n.Op().(*fused[T])
	if !ok || len(op.Keeps) == 0 {
		return nil, fmt.Errorf("KeptBy is %v, which keeps nothing: declare what it keeps in Keeps", Of(n))
	}
	op.read = true
	return op, nil
}

// guard turns a panic into an error that names the operation, and an operand that is
// missing.
func guard(err *error, k Kind, in ...*gorgonia.Node) {
	r := recover()
	if r == nil {
		return
	}
	*err = fmt.Errorf("op: %s: %v", k, r)
	if i := slices.Index(in, nil); i >= 0 {
		*err = fmt.Errorf("op: %s: operand %d is missing", k, i)
	}
}

// recoverInto turns a panic of Gorgonia into an error that names the node.
func recoverInto(err *error, node string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("op: %s: %v", node, r)
	}
}
