package blas

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/pool"
	"pgregory.net/rapid"
)

// Any shape, stride, form and worker number gives gonum's value, and the bits of one worker.
func TestAnyProduct(t *testing.T) {
	every(t, func(t *testing.T, name string, gemm gemmFunc[float64]) {
		defer pool.SetWorkers(0)
		rapid.Check(t, func(rt *rapid.T) {
			size := rapid.IntRange(0, 40)
			p := newProduct(rand.New(rand.NewPCG(7, rapid.Uint64().Draw(rt, "seed"))), rapid.Bool().Draw(rt, "transA"), rapid.Bool().Draw(rt, "transB"),
				size.Draw(rt, "m"), size.Draw(rt, "n"), size.Draw(rt, "k"),
				rapid.SampledFrom([]float64{1, 0, -2}).Draw(rt, "alpha"), rapid.SampledFrom([]float64{1, 0, 0.5}).Draw(rt, "beta"),
				rapid.IntRange(0, 9).Draw(rt, "pad"))
			p.check(t, name, p.run(gemm))
		})
	})
}

func testWorkers[T Float](t *testing.T) {
	every(t, func(t *testing.T, _ string, gemm gemmFunc[T]) {
		defer pool.SetWorkers(0)
		r := rand.New(rand.NewPCG(8, 9))
		for _, s := range [][3]int{{4000, 50, 64}, {50, 64, 3000}, {37, 2000, 150}, {257, 258, 259}} {
			for trans := range 4 {
				p := newProduct(r, trans&1 > 0, trans&2 > 0, s[0], s[1], s[2], T(0.5), T(2), 1)
				pool.SetWorkers(1)
				want := p.run(gemm)
				for _, n := range []int{2, 3, 8} {
					pool.SetWorkers(n)
					if !slices.Equal(p.run(gemm), want) {
						t.Fatalf("%s: %d workers give other bits than one", p.shape(), n)
					}
				}
			}
		}
	})
}

func TestWorkersSameBits64(t *testing.T) { testWorkers[float64](t) }
func TestWorkersSameBits32(t *testing.T) { testWorkers[float32](t) }

// All kernels of float64 on amd64 make the same chain of fused operations, so they agree to the bit.
func TestKernelsAgree(t *testing.T) {
	f64, _ := kernelSets()
	r := rand.New(rand.NewPCG(10, 11))
	for _, s := range [][3]int{{100, 20, 20}, {59, 50, 300}, {7, 70, 9}} {
		for trans := range 4 {
			p := newProduct(r, trans&1 > 0, trans&2 > 0, s[0], s[1], s[2], 1.5, 0.5, 1)
			first := p.run(f64[0].gemm)
			for _, other := range f64[1:] {
				if other.name != "portable" && !slices.Equal(p.run(other.gemm), first) {
					t.Errorf("%s: %s and %s differ", p.shape(), f64[0].name, other.name)
				}
			}
		}
	}
}

// A NaN or Inf reaches every element that depends on it and no other, zeros or not.
func TestNaNAndInf(t *testing.T) {
	every(t, func(t *testing.T, name string, gemm gemmFunc[float64]) {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for trans := range 4 {
				p := newProduct(rand.New(rand.NewPCG(12, 13)), trans&1 > 0, trans&2 > 0, 13, 21, 9, 1.0, 0, 0)
				clear(p.b) // 0·NaN and 0·Inf are NaN
				const i, q = 5, 4
				p.a[map[bool]int{false: i*p.lda + q, true: q*p.lda + i}[p.transA]] = bad
				got := p.run(gemm)
				for at, v := range got {
					if row := at / p.ldc; math.IsNaN(v) != (row == i) {
						t.Fatalf("%s %s: row %d is %v", name, p.shape(), row, v)
					}
				}
			}
		}
	})
}

// With beta 0 C is not read; with alpha 0 A and B are not.
func TestUnread(t *testing.T) {
	every(t, func(t *testing.T, name string, gemm gemmFunc[float64]) {
		nan := slices.Repeat([]float64{math.NaN()}, 12)
		c := slices.Clone(nan)
		gemm(false, false, 3, 4, 2, 1, make([]float64, 6), 2, make([]float64, 8), 4, 0, c, 4)
		if !slices.Equal(c, make([]float64, 12)) {
			t.Errorf("beta 0: %v", c)
		}
		c = slices.Repeat([]float64{2}, 12)
		gemm(false, false, 3, 4, 2, 0, nan, 2, nan, 4, 0.5, c, 4)
		if !slices.Equal(c, slices.Repeat([]float64{1}, 12)) {
			t.Errorf("alpha 0: %v", c)
		}
	})
}

func TestShortSlicePanics(t *testing.T) {
	full := func(n int) []float64 { return make([]float64, n) }
	for want, call := range map[string]func(){
		"A needs 6 elements":  func() { Gemm(false, false, 3, 4, 2, 1, full(5), 2, full(8), 4, 0, full(12), 4) },
		"B needs 8 elements":  func() { Gemm(false, true, 3, 4, 2, 1, full(6), 2, full(7), 2, 0, full(12), 4) },
		"C needs 14 elements": func() { Gemm(false, false, 3, 4, 2, 1, full(6), 2, full(8), 4, 0, full(13), 5) },
		"stride 1 of A":       func() { Gemm(true, false, 3, 4, 2, 1, full(6), 1, full(8), 4, 0, full(12), 4) },
		"negative size: m -1": func() { Gemm(false, false, -1, 4, 2, 1, full(6), 2, full(8), 4, 0, full(12), 4) },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(r.(string), want) {
					t.Errorf("panic %v, want %q", r, want)
				}
			}()
			call()
		}()
	}
}

func TestNoAllocation(t *testing.T) {
	every(t, func(t *testing.T, name string, gemm gemmFunc[float64]) {
		defer pool.SetWorkers(0)
		for _, workers := range []int{1, 2} {
			pool.SetWorkers(workers)
			for _, s := range [][3]int{{100, 20, 20}, {3000, 50, 64}} {
				p := newProduct(rand.New(rand.NewPCG(1, 1)), false, true, s[0], s[1], s[2], 1.0, 0, 0)
				allocs := testing.AllocsPerRun(50, func() {
					gemm(p.transA, p.transB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
				})
				if allocs >= 1 && !(raceDetector && strings.HasPrefix(name, "openblas")) { // it makes purego allocate
					t.Errorf("%s, %d workers: %v allocations in a call", p.shape(), workers, allocs)
				}
			}
		}
	})
}
