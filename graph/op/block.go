package op

import (
	"slices"
	"unsafe"

	"gorgonia.org/tensor"
)

// Block is the run of rows that a blockwise operation is given at a time. The zero
// Block is the whole batch.
type Block struct {
	// First is the number of the first row.
	First int
	// Kept is the row where the block begins in what is kept for the backward pass. It
	// is not First where only as much is kept as one block needs.
	Kept int
	// More says that a Total holds the sum of earlier blocks, to be added to.
	More bool
}

// add puts v into a Total of one element.
func add[T Float](total []T, v T, b Block) {
	if b.More {
		v += total[0]
	}
	total[0] = v
}

// more is the factor, in a product, of what a Total holds already.
func more[T Float](b Block) T {
	if b.More {
		return 1
	}
	return 0
}

// blockOf is the block's part of a state that has as many elements per row as part.
func blockOf[T Float](state []T, part Array[T], b Block) []T {
	if b.Kept == 0 {
		return state[:len(part.Data)]
	}
	return state[b.Kept*(len(part.Data)/part.Shape[0]):][:len(part.Data)]
}

// Blockwise is an operation that an executor can take through a batch in blocks.
type Blockwise interface {
	// Height is the number of rows of the batch, 0 if the operation is not blockwise
	// after all.
	Height() int
	// Cuts says whether an input is cut by rows.
	Cuts(input int) bool
	// Sums says that the output is a total over rows.
	Sums() bool
	// RowWork is about how many multiplications a row takes, RowBytes how many bytes of
	// output a row has (or the whole, of a total), WholeBytes how many bytes of input are
	// not cut.
	RowWork() int
	RowBytes() int
	WholeBytes() int
	// Follows says that it is done in blocks only if it reads what others compute in
	// blocks: a sum of two weights is not worth it.
	Follows() bool
	// Enter makes the operation part of a region. feeds are the parts that make the rows
	// of its inputs, nil for inputs that are whole when the region begins; rows that are
	// not kept go from part to part only.
	Enter(feeds []Part, keep bool) Part
}

// batch is the common first dimension of the output and the inputs that are cut.
func (op *fused[T]) batch() int {
	if op.Rows == nil {
		return 0
	}
	n := 0
	for i, s := range op.in {
		if i >= len(op.Cut) || !op.Cut[i] {
			continue
		}
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

// Height implements Blockwise.
func (op *fused[T]) Height() int { return op.height }

// Cuts implements Blockwise.
func (op *fused[T]) Cuts(input int) bool { return op.Cut[input] }

// Sums implements Blockwise.
func (op *fused[T]) Sums() bool { return op.Total }

// Follows implements Blockwise.
func (op *fused[T]) Follows() bool { return false }

// RowWork implements Blockwise.
func (op *fused[T]) RowWork() int {
	n := 0
	for i := range op.in {
		if op.Cut[i] {
			n += op.inRow[i]
		}
	}
	return max(op.Work, n)
}

// RowBytes implements Blockwise.
func (op *fused[T]) RowBytes() int {
	var t T
	if op.Total {
		return op.shape.TotalSize() * int(unsafe.Sizeof(t))
	}
	return op.row * int(unsafe.Sizeof(t))
}

// WholeBytes implements Blockwise.
func (op *fused[T]) WholeBytes() int {
	var t T
	n := 0
	for i, s := range op.in {
		if !op.Cut[i] {
			n += s.TotalSize() * int(unsafe.Sizeof(t))
		}
	}
	return n
}

// allCut marks n inputs as cut by rows.
func allCut(n int) []bool { return slices.Repeat([]bool{true}, n) }

// perRow is the number of elements in a row of x.
func perRow(x tensor.Shape) int {
	if len(x) < 2 {
		return x.TotalSize()
	}
	return x.TotalSize() / x[0]
}

// batched is cut, or nothing if x has only one dimension and so is one row.
func batched(x tensor.Shape, cut ...bool) []bool {
	if len(x) < 2 {
		return make([]bool, len(cut))
	}
	return cut
}
