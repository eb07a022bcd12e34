package op

import (
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
)

// shortTime is the longest sequence whose products are taken row by row: a call of a
// matrix product costs more than they do.
const shortTime = 8

// crossRows is s = scale·A·Bᵀ, (time, time), for a block of d columns of two sequences
// whose rows are stride apart.
func crossRows[T Float](s, a, b []T, time, d, stride int, scale T) {
	if time > shortTime {
		blas.Gemm(false, true, time, time, d, scale, a, stride, b, stride, 0, s, time)
		return
	}
	for i := range time {
		row := a[i*stride:][:d]
		for j := range time {
			s[i*time+j] = scale * vec.Dot(row, b[j*stride:][:d])
		}
	}
}

// mixRows is out = scale·S·X, or scale·Sᵀ·X, for the square S and a block of d columns of
// sequences whose rows are stride apart.
func mixRows[T Float](out, s, x []T, time, d, stride int, scale T, transpose bool) {
	if time > shortTime {
		blas.Gemm(transpose, false, time, d, time, scale, s, time, x, stride, 0, out, stride)
		return
	}
	for i := range time {
		row := out[i*stride:][:d]
		clear(row)
		for j := range time {
			at := i*time + j
			if transpose {
				at = j*time + i
			}
			vec.Axpy(scale*s[at], x[j*stride:][:d], row)
		}
	}
}
