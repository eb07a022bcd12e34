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

// Causal squares are computed in strips of causalStrip places where they have at least causalTime: of
// what is not seen, only what lies in the strips on the diagonal.
const (
	causalStrip = 32
	causalTime  = 3 * causalStrip
)

// strips calls do for the runs of places that a product is cut in: one of all places, unless the square is
// causal and long.
func strips(time int, causal bool, do func(from, to int)) {
	each := time
	if causal && time >= causalTime {
		each = causalStrip
	}
	for from := 0; from < time; from += each {
		do(from, min(from+each, time))
	}
}

// crossRows is s = scale·A·Bᵀ, (time, time), for blocks of d columns of two sequences. Of a causal square,
// what lies above the diagonal may stay as it was.
func crossRows[T Float](s []T, a, b block[T], time, d int, scale T, causal bool) {
	if time > shortTime {
		strips(time, causal, func(from, to int) { // columns, for the rows that see one of them
			first := 0
			if causal {
				first = from
			}
			blas.Gemm(false, true, time-first, to-from, d, scale, a.at[first*a.stride:], a.stride, b.at[from*b.stride:], b.stride, 0, s[first*time+from:], time)
		})
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
// added to what is in out, if add is set. A causal square is 0 above the diagonal.
func mixRows[T Float](out block[T], s []T, x block[T], time, d int, scale T, transpose, add, causal bool) {
	if time > shortTime {
		mixStrips(out, s, x, time, d, scale, transpose, add, causal)
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

// mixStrips is mixRows by matrix products.
func mixStrips[T Float](out block[T], s []T, x block[T], time, d int, scale T, transpose, add, causal bool) {
	var keep T
	if add {
		keep = 1
	}
	strips(time, causal, func(from, to int) { // rows of out
		first, last, at := 0, time, from*time // the rows of x that are not 0 there, and where S begins
		switch {
		case transpose && causal:
			first, at = from, from*time+from
		case transpose:
			at = from
		case causal:
			last = to
		}
		blas.Gemm(transpose, false, to-from, d, last-first, scale, s[at:], time, x.at[first*x.stride:], x.stride, keep, out.at[from*out.stride:], out.stride)
	})
}
