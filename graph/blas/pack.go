package blas

// packPlain copies k rows of n columns of B to panels, each k rows of its width, padded with zeros.
func (s *kernels[T]) packPlain(dst, b []T, ldb, k, n int) {
	for j := 0; j < n; {
		vectors, _ := s.panelAt(n - j)
		width := vectors * s.width
		have := min(width, n-j)
		for p := range k {
			row := dst[p*width:][:width]
			copy(row, b[p*ldb+j:][:have])
			clear(row[have:])
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
		panel := dst[:k*width]
		have := min(width, n-j)
		i := 0
		for ; i+4 <= have; i += 4 {
			transpose4(panel[i:], width, b[(j+i)*ldb:], ldb, k)
		}
		for ; i < have; i++ {
			for p, v := range b[(j+i)*ldb:][:k] {
				panel[p*width+i] = v
			}
		}
		if have < width {
			for p := range k {
				clear(panel[p*width+have:][:width-have])
			}
		}
		dst = dst[k*width:]
		j += width
	}
}

// transpose4 writes four rows of b, k long, as four columns of dst.
func transpose4[T Float](dst []T, width int, b []T, ldb, k int) {
	r0 := b[:k]
	r1 := b[ldb:][:k]
	r2 := b[2*ldb:][:k]
	r3 := b[3*ldb:][:k]
	for p := range r0 {
		d := dst[p*width:][:4]
		d[0], d[1], d[2], d[3] = r0[p], r1[p], r2[p], r3[p]
	}
}
