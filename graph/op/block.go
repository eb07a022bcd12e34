package op

import (
	"slices"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/tensor"
)

// Block is the run of rows that a kernel is given at a time. The zero Block is the whole
// batch.
type Block[T Float] struct {
	// First is the number of the first row.
	First int
	// Add says that out holds something already, to which the value is to be added.
	Add bool
	// Keep holds, of every buffer of [Kernel.Keeps], the rows of the block: the kernel's
	// own, or those of KeptBy. A forward kernel has none if no one reads them and they are
	// no Scratch.
	Keep [][]T

	pack *blas.Packed[T] // of input 1; nil if there is but one block
}

// kept is the block's part of a forward kernel's i-th buffer, nil if no one reads it.
func (b Block[T]) kept(i int) []T {
	if b.Keep == nil {
		return nil
	}
	return b.Keep[i]
}

// add puts v into a Total of one element.
func add[T Float](total []T, v T, b Block[T]) {
	if b.Add {
		v += total[0]
	}
	total[0] = v
}

// more is the factor, in a product, of what out holds already.
func more[T Float](b Block[T]) T {
	if b.Add {
		return 1
	}
	return 0
}

// addRows adds up rows of a, and what sum holds already.
func addRows[T Float](sum, a []T, rows int, b Block[T]) {
	if !b.Add {
		vec.ColSums(sum, a, rows, len(sum))
		return
	}
	for n := len(sum); len(a) > 0; a = a[n:] {
		vec.Add(sum, sum, a[:n])
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
