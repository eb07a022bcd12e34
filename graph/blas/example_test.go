package blas_test

import (
	"fmt"

	"github.com/gobimt/bimt/graph/blas"
)

// A layer of two neurons applied to three inputs in a batch of one: z = x·Wᵀ.
func ExampleGemm() {
	x := []float64{1, 2, 3}
	w := []float64{
		1, 0, -1,
		2, 1, 0,
	}
	z := make([]float64, 2)
	blas.Gemm(false, true, 1, 2, 3, 1, x, 3, w, 3, 0, z, 2)
	fmt.Println(z)
	// Output: [-2 4]
}
