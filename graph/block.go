package graph

import (
	"slices"
	"unsafe"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Block is the run of rows that a blockwise operation is given at a time. The zero
// Block is the whole batch.
type Block struct {
	// First is the number of the first row.
	First int
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
	if b.First == 0 {
		return state[:len(part.Data)]
	}
	return state[b.First*(len(part.Data)/part.Shape[0]):][:len(part.Data)]
}

// blockwise is an operation that a session can take through a batch in blocks.
type blockwise interface {
	// rows is the size of the batch, 0 if the operation is not blockwise after all.
	rows() int
	cuts(input int) bool
	total() bool
	// work is about how many multiplications a row takes, size how many bytes of output
	// a row has (or the whole, of a total).
	work() int
	size() int

	bind(in []gorgonia.Value) error
	output() gorgonia.Value
	// prepare makes buffers for so many workers and groups of blocks.
	prepare(workers, groups int)
	// runBlock computes some rows. Workers run at once; groups have totals of their own.
	runBlock(worker, group int, b Block, rows int) error
	// collect adds up the totals of the groups, in order.
	collect(groups int)
}

// hand is one worker's view of a block.
type hand[T Float] struct {
	out Array[T]
	in  []Array[T]
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

func (op *fused[T]) rows() int              { return op.height }
func (op *fused[T]) cuts(input int) bool    { return op.Cut[input] }
func (op *fused[T]) total() bool            { return op.Total }
func (op *fused[T]) output() gorgonia.Value { return op.value }

func (op *fused[T]) work() int {
	n := 0
	for i, s := range op.in {
		if op.Cut[i] {
			n += s.TotalSize() / op.height
		}
	}
	return max(op.Work, n)
}

func (op *fused[T]) size() int {
	var t T
	n := op.shape.TotalSize() * int(unsafe.Sizeof(t))
	if op.Total {
		return n
	}
	return n / op.height
}

func (op *fused[T]) prepare(workers, groups int) {
	for len(op.hands) < workers {
		h := hand[T]{out: Array[T]{Shape: op.shape.Clone()}, in: make([]Array[T], len(op.in))}
		for i, s := range op.in {
			h.in[i].Shape = s.Clone()
		}
		op.hands = append(op.hands, h)
	}
	for op.Total && len(op.partials) < groups-1 {
		op.partials = append(op.partials, make([]T, len(op.out.Data)))
	}
}

func (op *fused[T]) runBlock(worker, group int, b Block, rows int) error {
	h := &op.hands[worker]
	for i, v := range op.views {
		if op.Cut[i] {
			h.in[i].cut(v, op.height, b.First, rows)
		} else {
			h.in[i] = v
		}
	}
	switch {
	case !op.Total:
		h.out.cut(op.out, op.height, b.First, rows)
	case group == 0:
		h.out.Data = op.out.Data
	default:
		h.out.Data = op.partials[group-1]
	}
	return op.Rows(h.out, h.in, b)
}

// cut makes a the rows of whole from first on. a.Shape is its own.
func (a *Array[T]) cut(whole Array[T], height, first, rows int) {
	per := len(whole.Data) / height
	a.Data, a.Shape[0] = whole.Data[first*per:(first+rows)*per], rows
}

func (op *fused[T]) collect(groups int) {
	for _, p := range op.partials[:groups-1] {
		vec.Add(op.out.Data, op.out.Data, p)
	}
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
