package blas

import (
	"fmt"
	"math"
)

// verify computes small products whose results are known, in all four forms and both types.
// A library with another calling convention is found out here and not in a training run.
func (p *provider) verify() error {
	a := []float64{1, 2, 3, 4, 5, 6}    // 2×3, or 3×2 if transposed
	b := []float64{7, 8, 9, 10, 11, 12} // 3×2, or 2×3
	for form := range 4 {
		transA, transB := form&1 > 0, form&2 > 0
		lda, ldb := 3, 2
		if transA {
			lda = 2
		}
		if transB {
			ldb = 3
		}
		c := []float64{2, 2, -1, 2, 2}
		p.gemm64(transA, transB, 2, 2, 3, 2, a, lda, b, ldb, 0.5, c, 3)
		c32 := []float32{2, 2, -1, 2, 2}
		p.gemm32(transA, transB, 2, 2, 3, 2, narrow(a), lda, narrow(b), ldb, 0.5, c32, 3)
		for i := range c {
			w := -1.
			if i%3 < 2 {
				w = known(transA, transB, i/3, i%3, a, b)
			}
			if math.Abs(c[i]-w) > 1e-9 || math.Abs(float64(c32[i])-w) > 1e-3 {
				return fmt.Errorf("a product of known value came out wrong (%v, %v for %v)", c[i], c32[i], w)
			}
		}
	}
	return nil
}

// known is element (i, j) of 2·op(A)·op(B) + 1.
func known(transA, transB bool, i, j int, a, b []float64) float64 {
	sum := 0.
	for p := range 3 {
		x, y := a[i*3+p], b[p*2+j]
		if transA {
			x = a[p*2+i]
		}
		if transB {
			y = b[j*3+p]
		}
		sum += x * y
	}
	return 2*sum + 1
}

func narrow(s []float64) []float32 {
	n := make([]float32, len(s))
	for i, v := range s {
		n[i] = float32(v)
	}
	return n
}
