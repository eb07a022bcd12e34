package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"
)

// product is one call of Gemm with everything around C that must stay as it was.
type product[T Float] struct {
	transA, transB         bool
	m, n, k, lda, ldb, ldc int
	alpha, beta            T
	a, b, c                []T
}

func newProduct[T Float](r *rand.Rand, transA, transB bool, m, n, k int, alpha, beta T, pad int) product[T] {
	p := product[T]{transA: transA, transB: transB, m: m, n: n, k: k, alpha: alpha, beta: beta}
	rowsA, rowsB := m, k
	p.lda, p.ldb, p.ldc = k+pad, n+2*pad, n+3*pad
	if transA {
		rowsA, p.lda = k, m+pad
	}
	if transB {
		rowsB, p.ldb = n, k+2*pad
	}
	p.a, p.b, p.c = randoms[T](r, rowsA*p.lda), randoms[T](r, rowsB*p.ldb), randoms[T](r, m*p.ldc)
	return p
}

func randoms[T Float](r *rand.Rand, n int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = T(r.NormFloat64())
	}
	return s
}

func (p product[T]) run(f gemmFunc[T]) []T {
	c := append([]T(nil), p.c...)
	f(p.transA, p.transB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, c, p.ldc)
	return c
}

// want is the product by gonum in float64.
func (p product[T]) want() []float64 {
	c := widen(p.c)
	if p.k == 0 { // gonum wants elements of A and B even then
		scale(p.m, p.n, float64(p.beta), c, p.ldc)
		return c
	}
	gonum.Implementation{}.Dgemm(gonumTrans[p.transA], gonumTrans[p.transB], p.m, p.n, p.k, float64(p.alpha), widen(p.a), max(p.lda, 1),
		widen(p.b), max(p.ldb, 1), float64(p.beta), c, max(p.ldc, 1))
	return c
}

func widen[T Float](s []T) []float64 {
	w := make([]float64, len(s))
	for i, v := range s {
		w[i] = float64(v)
	}
	return w
}

// check compares with gonum: within the error bound of a sum of k products, and exactly outside of C.
func (p product[T]) check(t *testing.T, name string, got []T) {
	t.Helper()
	eps := 0x1p-52
	if _, ok := any(p.alpha).(float32); ok {
		eps = 0x1p-23
	}
	want := p.want()
	for i, w := range want {
		g := float64(got[i])
		if i%max(p.ldc, 1) >= p.n {
			if g != float64(p.c[i]) {
				t.Fatalf("%s %v: wrote outside of C at %d", name, p.shape(), i)
			}
			continue
		}
		bound := eps * float64(p.k+4) * 40 * (math.Abs(float64(p.alpha)) + math.Abs(float64(p.beta)))
		if math.IsNaN(w) != math.IsNaN(g) || math.Abs(g-w) > bound {
			t.Fatalf("%s %v: C[%d,%d] = %g, want %g", name, p.shape(), i/p.ldc, i%p.ldc, g, w)
		}
	}
}

func (p product[T]) shape() string {
	return fmt.Sprintf("transA %v transB %v m %d n %d k %d lda %d ldb %d ldc %d alpha %v beta %v",
		p.transA, p.transB, p.m, p.n, p.k, p.lda, p.ldb, p.ldc, p.alpha, p.beta)
}

// every runs f on each implementation this machine has.
func every[T Float](t *testing.T, f func(t *testing.T, name string, gemm gemmFunc[T])) {
	for _, p := range providers() {
		t.Run(p.name, func(t *testing.T) {
			old := current.Swap(&p)
			defer current.Store(old)
			f(t, p.name, Gemm[T])
		})
	}
}

// providers are all sets of kernels of this machine, and the library if it is there.
func providers() (all []provider) {
	f64, f32 := kernelSets()
	for i := range f64 {
		all = append(all, provider{name: "go (" + f64[i].name + ")", gemm64: f64[i].gemm, gemm32: f32[i].gemm, kernels64: f64[i], kernels32: f32[i]})
	}
	if p, err := loadLibrary(); err == nil {
		all = append(all, *p)
	}
	return all
}

func testShapes[T Float](t *testing.T) {
	sizes := []int{0, 1, 2, 3, 5, 7, 8, 9, 16, 17, 20, 25, 33, 50, 70}
	every(t, func(t *testing.T, name string, gemm gemmFunc[T]) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, m := range sizes {
			for _, n := range sizes {
				k := sizes[r.IntN(len(sizes))]
				for trans := range 4 {
					alpha := []T{1, 0, -0.5}[r.IntN(3)]
					beta := []T{0, 1, 0.75}[r.IntN(3)]
					p := newProduct(r, trans&1 > 0, trans&2 > 0, m, n, k, alpha, beta, r.IntN(4))
					p.check(t, name, p.run(gemm))
				}
			}
		}
	})
}

func TestShapes64(t *testing.T) { testShapes[float64](t) }
func TestShapes32(t *testing.T) { testShapes[float32](t) }

func testBlocks[T Float](t *testing.T) {
	every(t, func(t *testing.T, name string, gemm gemmFunc[T]) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, s := range [][3]int{{70, 600, 260}, {400, 50, 64}, {50, 64, 1500}, {193, 530, 513}, {600, 130, 40}, {1, 1, 3000}, {300, 1, 2}} {
			for trans := range 4 {
				p := newProduct(r, trans&1 > 0, trans&2 > 0, s[0], s[1], s[2], T(1), T(0.5), 1)
				p.check(t, name, p.run(gemm))
			}
		}
	})
}

func TestBlocks64(t *testing.T) { testBlocks[float64](t) }
func TestBlocks32(t *testing.T) { testBlocks[float32](t) }
