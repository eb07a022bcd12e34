package blas

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/internal/pool"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// BenchmarkGemm compares all implementations on the products of the experiments, one worker:
// NT is a layer forward, NN its gradient by inputs, TN its gradient by weights.
func BenchmarkGemm(b *testing.B) {
	pool.SetWorkers(1)
	defer pool.SetWorkers(0)
	for _, form := range []string{"NN", "NT", "TN"} {
		for _, s := range [][3]int{{100, 20, 20}, {20, 20, 100}, {192, 32, 128}, {2784, 50, 64}, {50, 64, 2784}, {59, 50, 64}, {50, 100, 784}, {100, 784, 50}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}} {
			if (s[0] < s[2]) != (form == "TN") && s[0] != s[1] && s[0] != 59 {
				continue
			}
			name := fmt.Sprintf("%s/%dx%dx%d", form, s[0], s[1], s[2])
			benchGemm[float64](b, name+"/f64", form, s)
			benchGemm[float32](b, name+"/f32", form, s)
		}
	}
}

func benchGemm[T Float](b *testing.B, name, form string, s [3]int) {
	p := newProduct(rand.New(rand.NewPCG(5, 6)), form[0] == 'T', form[1] == 'T', s[0], s[1], s[2], T(1), T(0), 0)
	for _, q := range append(providers(), gonumProvider) {
		b.Run(name+"/"+q.name, func(b *testing.B) {
			old := current.Swap(&q)
			defer current.Store(old)
			b.ReportAllocs()
			for b.Loop() {
				Gemm(p.transA, p.transB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
			}
			b.ReportMetric(2*float64(p.m*p.n*p.k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
		})
	}
}

// BenchmarkWorkers shows what rows shared over goroutines gain, where it pays.
func BenchmarkWorkers(b *testing.B) {
	defer pool.SetWorkers(0)
	for _, s := range [][3]int{{192, 32, 128}, {700, 50, 64}, {2784, 50, 64}, {512, 512, 512}} {
		for _, n := range []int{1, 2, 4} {
			pool.SetWorkers(n)
			benchGemm[float64](b, fmt.Sprintf("%dx%dx%d/%d", s[0], s[1], s[2], n), "NT", s)
		}
	}
}

// gonumProvider is there to compare with; it skips zeros.
var gonumProvider = provider{
	name: "gonum",
	gemm64: func(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
		gonum.Implementation{}.Dgemm(gonumTrans[transA], gonumTrans[transB], m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	},
	gemm32: func(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
		gonum.Implementation{}.Sgemm(gonumTrans[transA], gonumTrans[transB], m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	},
}

var gonumTrans = map[bool]blas.Transpose{false: blas.NoTrans, true: blas.Trans}
