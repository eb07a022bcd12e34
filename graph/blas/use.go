package blas

import (
	"fmt"
	"sync/atomic"
)

// provider computes products. Sizes are positive and slices long enough when it is called.
type provider struct {
	name   string
	gemm64 func(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int)
	gemm32 func(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)
}

var current atomic.Pointer[provider]

func init() { current.Store(&goProvider) }

// Use chooses who computes products from now on: "go", the kernels of this package; "openblas", the library
// of the system (Accelerate on a Mac); or "auto", the library if it can be loaded and Go otherwise.
// The error says what to install or which other choice to make; the choice is then as it was before.
func Use(name string) error {
	switch name {
	case "auto", "go":
		current.Store(&goProvider)
		return nil
	case "openblas":
		return fmt.Errorf("blas: openblas: not built in: use --blas go")
	}
	return fmt.Errorf("blas: unknown choice %q: use auto, go or openblas", name)
}

// Name says who computes products now, with detail: "go (avx512)", "openblas 0.3.21 (SkylakeX)".
func Name() string { return current.Load().name }

var goProvider = newGoProvider()

func newGoProvider() provider {
	f64, f32 := kernelSets()
	return provider{name: "go (" + f64[0].name + ")", gemm64: f64[0].gemm, gemm32: f32[0].gemm}
}
