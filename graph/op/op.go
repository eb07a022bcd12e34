package op

import (
	"unsafe"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Op is what an executor knows of a fused operation, whatever its number type.
type Op interface {
	gorgonia.SDOp
	// Info is what the operation is.
	Info() Info
	// Height is the number of rows of the batch, 0 if the operation is done at once.
	Height() int
	// Cuts says whether an input is cut by rows.
	Cuts(input int) bool
	// Sums says that the output is a Total.
	Sums() bool
	// Load is what a row takes.
	Load() Load
	// Follows says that it is done in blocks only if it reads what others compute in
	// blocks: a sum of two weights is not worth it.
	Follows() bool
	// Keeper is the input whose kept buffers it reads, −1 for none.
	Keeper() int
	// Adding is the operation that adds its value to a further input, the first; nil if
	// it can't.
	Adding() Op
	// OnTop says that the operation may put its output in the place of its first input: it
	// is one that Adding gave.
	OnTop() bool
	// Decompose applies the operation's Twin.
	Decompose(in gorgonia.Nodes) (*gorgonia.Node, error)
	// Enter makes the operation part of a program.
	Enter(Entry) Pass
}

// Load is what an operation in blocks takes.
type Load struct {
	// Work is about how many multiplications a row takes.
	Work int
	// Row is how many bytes of output a row has, or the whole, of a Total.
	Row int
	// Whole is how many bytes of input are not cut.
	Whole int
}

// Height implements Op: the common first dimension of the output and of the inputs that
// are cut.
func (op *fused[T]) Height() int { return op.height }

// Cuts implements Op.
func (op *fused[T]) Cuts(input int) bool { return op.height > 0 && op.Cut[input] }

// Sums implements Op.
func (op *fused[T]) Sums() bool { return op.Total }

// OnTop implements Op.
func (op *fused[T]) OnTop() bool { return op.onTop }

// Follows implements Op.
func (op *fused[T]) Follows() bool { return op.follows }

// Keeper implements Op.
func (op *fused[T]) Keeper() int { return op.keeper }

// Load implements Op.
func (op *fused[T]) Load() Load {
	var t T
	c := Load{Row: op.row * int(unsafe.Sizeof(t))}
	if op.Total {
		c.Row = op.shape.TotalSize() * int(unsafe.Sizeof(t))
	}
	for i, s := range op.in {
		if op.Cut[i] {
			c.Work += op.inRow[i]
		} else {
			c.Whole += s.TotalSize() * int(unsafe.Sizeof(t))
		}
	}
	c.Work = max(c.Work, op.Work)
	return c
}

// Adding implements Op. Totals are left alone, as they add up blocks of their own, and
// so is what keeps or reads kept buffers. Where the output takes the place of the first
// input, nothing is copied.
func (op *fused[T]) Adding() Op {
	if !op.Adds || op.Total || op.Keeps != nil || op.from != nil {
		return nil
	}
	k := Kernel[T]{
		Kind:  "sum with " + op.Kind,
		Attrs: op.Attrs,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			if len(out.Data) > 0 && &out.Data[0] != &in[0].Data[0] {
				copy(out.Data, in[0].Data)
			}
			b.Add = true
			return op.Run(out, in[1:], b)
		},
		Work:  op.Work,
		packs: op.packs,
		onTop: true,
	}
	if op.height > 0 {
		k.Cut = append([]bool{true}, op.Cut...)
	}
	return newFused(k, append([]tensor.Shape{op.shape}, op.in...), op.shape)
}
