package op

import (
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
)

// shortTime is the longest sequence whose products are taken row by row: a call of a
// matrix product costs more than they do.
const shortTime = 8

// block is some columns of a sequence whose rows are stride apart.
type block[T Float] struct {
	at     []T
	stride int
}

// row is row i, of d columns.
func (b block[T]) row(i, d int) []T { return b.at[i*b.stride:][:d] }

// crossRows is s = scale·A·Bᵀ, (time, time), for blocks of d columns of two sequences.
func crossRows[T Float](s []T, a, b block[T], time, d int, scale T) {
	if time > shortTime {
		blas.Gemm(false, true, time, time, d, scale, a.at, a.stride, b.at, b.stride, 0, s, time)
		return
	}
	for i := range time {
		row := a.row(i, d)
		for j := range time {
			s[i*time+j] = scale * vec.Dot(row, b.row(j, d))
		}
	}
}

// mixRows is out = scale·S·X, or scale·Sᵀ·X, for the square S and a block of d columns;
// added to what is in out, if add is set.
func mixRows[T Float](out block[T], s []T, x block[T], time, d int, scale T, transpose, add bool) {
	if time > shortTime {
		var keep T
		if add {
			keep = 1
		}
		blas.Gemm(transpose, false, time, d, time, scale, s, time, x.at, x.stride, keep, out.at, out.stride)
		return
	}
	for i := range time {
		row := out.row(i, d)
		if !add {
			clear(row)
		}
		for j := range time {
			at := i*time + j
			if transpose {
				at = j*time + i
			}
			vec.Axpy(scale*s[at], x.row(j, d), row)
		}
	}
}
