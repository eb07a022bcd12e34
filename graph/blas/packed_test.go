package blas

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/gobimt/bimt/internal/pool"
)

// Products that share a packed operand, at the same time too, have the bits of Gemm; after Renew it is another.
func testPacked[T Float](t *testing.T) {
	every(t, func(t *testing.T, _ string, gemm gemmFunc[T]) {
		defer pool.SetWorkers(0)
		r := rand.New(rand.NewPCG(14, 15))
		for _, s := range [][3]int{{1, 1, 1}, {5, 17, 3}, {30, 80, 64}, {5, 600, 70}, {9, 70, 1100}, {130, 120, 600}} {
			for form := range 4 {
				trans, beta := form&1 > 0, T(form>>1)
				packed := new(Packed[T])
				for _, workers := range []int{1, 3} {
					pool.SetWorkers(workers)
					p := newProduct(r, false, trans, s[0], s[1], s[2], T(1), beta, 1)
					want := p.run(gemm)
					packed.Renew()
					shared(t, packed, p, want)
				}
				shared(t, nil, newProduct(r, false, trans, s[0], s[1], s[2], T(1), beta, 1), nil)
			}
		}
	})
}

// shared computes p four times at once, and once more; nil want stands for what Gemm gives.
func shared[T Float](t *testing.T, by *Packed[T], p product[T], want []T) {
	t.Helper()
	product := func() []T {
		return p.run(func(_, transB bool, m, n, k int, _ T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
			by.Gemm(transB, m, n, k, a, lda, b, ldb, beta, c, ldc)
		})
	}
	if want == nil {
		want = p.run(Gemm[T])
	}
	var got [5][]T
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() { got[i] = product() })
	}
	wait.Wait()
	got[4] = product()
	for _, g := range got {
		if !slices.Equal(g, want) {
			t.Fatalf("%s: other bits than those of Gemm", p.shape())
		}
	}
}

func TestPacked64(t *testing.T) { testPacked[float64](t) }
func TestPacked32(t *testing.T) { testPacked[float32](t) }
