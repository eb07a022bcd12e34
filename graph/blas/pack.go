package blas

import "unsafe"

// packPlain copies k rows of n columns of B to panels, each k rows of its width. What a panel has more than B,
// in lanes that are never stored, stays as it was.
func (s *kernels[T]) packPlain(dst, b []T, ldb, k, n int) {
	for j := 0; j < n; {
		vectors, _ := s.panelAt(n - j)
		width := vectors * s.width
		have := min(width, n-j)
		for p := range k {
			copy(dst[p*width:][:have], b[p*ldb+j:][:have])
		}
		dst = dst[k*width:]
		j += width
	}
}

// packTrans packs as packPlain does from Bᵀ: n rows of k columns.
func (s *kernels[T]) packTrans(dst, b []T, ldb, k, n int) {
	for j := 0; j < n; {
		vectors, _ := s.panelAt(n - j)
		width := vectors * s.width
		s.transposeRows(dst[:k*width], width, b[j*ldb:], ldb, min(width, n-j), k)
		dst = dst[k*width:]
		j += width
	}
}

// transposeRows writes rows of b, k long, as columns of dst. If the number of rows is not a multiple of what
// is done at once, the last are done with some that were done before.
func (s *kernels[T]) transposeRows(dst []T, width int, b []T, ldb, rows, k int) {
	if s.transpose == nil || rows < s.atOnce || k < 4 {
		for i := 0; i < rows; i++ {
			for p, v := range b[i*ldb:][:k] {
				dst[p*width+i] = v
			}
		}
		return
	}
	size := int(unsafe.Sizeof(dst[0]))
	for i := 0; i < rows; i += s.atOnce {
		i := min(i, rows-s.atOnce)
		s.transpose(&dst[i], width*size, &b[i*ldb], ldb*size, k)
	}
}

// packA copies k rows of Aᵀ, m long, close together, and returns where they start.
func packA[T Float](dst, a []T, lda, k, m int) *T {
	for p := range k {
		copy(dst[p*m:][:m], a[p*lda:][:m])
	}
	return &dst[0]
}
