package blas

import (
	"fmt"
	"sync/atomic"
)

// gemmFunc has the arguments of [Gemm].
type gemmFunc[T Float] func(transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)

// Levels of instructions on amd64; other machines have one level, 0.
const (
	levelAVX2 = iota + 1
	levelAVX512
)

// provider computes products. Sizes are positive, slices long enough and alpha is not 0 when it is called.
type provider struct {
	name   string
	choice string // of Use, that asks for it
	gemm64 gemmFunc[float64]
	gemm32 gemmFunc[float32]
	// kernels64 and kernels32 are Go's own, nil for a library.
	kernels64 *kernels[float64]
	kernels32 *kernels[float32]
	level     int // of the instructions it uses: 0, levelAVX2 or levelAVX512, as far as known

	// fixedRows is the least number of rows or columns in a piece of a product that is cut the same way for any
	// number of workers, because the bits may depend on the cut; 0 if they do not.
	fixedRows int

	// small computes products of less than smallWork multiply-adds in its place, if it is not nil.
	small *provider
}

// smallWork is where a library begins to be worth its call and its packing. Below, Go's own vector kernels were
// faster than OpenBLAS 0.3.21 on an AMD EPYC at nearly every shape, and on an Intel Xeon in all experiments but
// mnist, whose step took a twelfth longer with them.
const smallWork = 256 * 256 * 256

// forWork is the provider itself or who computes small products in its place.
func (p *provider) forWork(n int) *provider {
	if p.small != nil && n < smallWork {
		return p.small
	}
	return p
}

// libraryRows is fixedRows of a library: it packs the other operand again for every piece.
const libraryRows = 96

var current atomic.Pointer[provider]

func init() { current.Store(&goProvider) }

// Use chooses who computes products from now on: "go", the kernels of this package; "openblas", the library
// of the system (Accelerate on a Mac); or "auto", the library if it can be loaded and Go otherwise.
// With auto, products so small that Go's vector kernels are the faster stay with these: who computes a product
// depends on its shape alone. An OpenBLAS older than the processor may run on kernels of a much older one, several times slower than Go's own;
// auto then stays with Go. At the start the choice is "go". The error says what to install or which other choice to make; the choice is then as it was.
func Use(name string) error {
	switch name {
	case "go":
		current.Store(&goProvider)
		return nil
	case "openblas":
		p, err := loadLibrary()
		if err != nil {
			return fmt.Errorf("blas: openblas: %w", err)
		}
		current.Store(p)
		return nil
	case "auto":
		current.Store(&goProvider)
		if p, err := loadLibrary(); err == nil && p.level >= goProvider.level {
			current.Store(p.besideGo())
		}
		return nil
	}
	return fmt.Errorf("blas: unknown choice %q: use auto, go or openblas", name)
}

// besideGo is a library that leaves small products to Go, where Go has vector kernels.
func (p *provider) besideGo() *provider {
	if goProvider.level == 0 {
		return p
	}
	both := *p
	both.small = &goProvider
	both.name += ", small products " + goProvider.name
	both.choice = "auto"
	return &both
}

// Name says who computes products now, with detail: "go (avx512)", "openblas 0.3.21 (SkylakeX)",
// "openblas 0.3.21 (SkylakeX), small products go (avx512)".
func Name() string { return current.Load().name }

// Choice is what to give [Use] on this machine to have products computed as now: auto only where that is
// neither go nor openblas alone.
func Choice() string { return current.Load().choice }

var goProvider = newGoProvider()

func newGoProvider() provider {
	f64, f32 := kernelSets()
	return provider{name: "go (" + f64[0].name + ")", choice: "go", gemm64: f64[0].gemm, gemm32: f32[0].gemm,
		kernels64: f64[0], kernels32: f32[0], level: f64[0].level}
}
