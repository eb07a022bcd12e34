package blas

import (
	"fmt"
	"unsafe"

	"github.com/gobimt/bimt/internal/pool"
)

// Float is the type of a matrix element.
type Float interface{ float32 | float64 }

// Gemm computes C = alpha·op(A)·op(B) + beta·C, where op(A) is m×k, op(B) is k×n and C is m×n, all row-major.
//
// op(A) is A (stored m×k) or, with transA, Aᵀ (stored k×m); op(B) is B (k×n) or, with transB, Bᵀ (stored n×k).
// lda, ldb and ldc are the distances from one stored row to the next, in elements.
// C must not overlap A or B. Gemm panics if a slice is too short for its shape; see the package comment.
func Gemm[T Float](transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	checkShapes(transA, transB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	if k == 0 || alpha == 0 {
		scale(m, n, beta, c, ldc)
		return
	}
	p := current.Load().forWork(m * n * k)
	if unsafe.Sizeof(alpha) == 8 {
		compute(p, p.gemm64, &splits64, transA, transB, m, n, k, float64(alpha), view[float64](a), lda, view[float64](b), ldb, float64(beta), view[float64](c), ldc)
		return
	}
	compute(p, p.gemm32, &splits32, transA, transB, m, n, k, float32(alpha), view[float32](a), lda, view[float32](b), ldb, float32(beta), view[float32](c), ldc)
}

// compute runs gemm, whole or in pieces.
func compute[T Float](p *provider, gemm gemmFunc[T], spare *stock[split[T]], transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	workers := pool.Workers()
	each := p.pieceSize(max(m, n), m*n*k, workers)
	if each >= max(m, n) {
		gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	s := spare.get()
	s.call = call[T]{gemm: gemm, transA: transA, transB: transB, m: m, n: n, k: k, lda: lda, ldb: ldb, ldc: ldc,
		alpha: alpha, beta: beta, a: a, b: b, c: c}
	s.each = each
	s.start(spare, workers)
}

// view reads s as a slice of U, which the caller knows to be T itself.
func view[U, T Float](s []T) []U {
	return unsafe.Slice((*U)(unsafe.Pointer(unsafe.SliceData(s))), len(s))
}

// scale computes C = beta·C without reading C if beta is 0.
func scale[T Float](m, n int, beta T, c []T, ldc int) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc:][:n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// checkShapes panics if a size is negative or a stored matrix does not fit in its slice.
func checkShapes(transA, transB bool, m, n, k, lenA, lda, lenB, ldb, lenC, ldc int) {
	if m < 0 || n < 0 || k < 0 {
		panic(fmt.Sprintf("blas: negative size: m %d, n %d, k %d", m, n, k))
	}
	if transA {
		checkMatrix("A", k, m, lenA, lda)
	} else {
		checkMatrix("A", m, k, lenA, lda)
	}
	if transB {
		checkMatrix("B", n, k, lenB, ldb)
	} else {
		checkMatrix("B", k, n, lenB, ldb)
	}
	checkMatrix("C", m, n, lenC, ldc)
}

func checkMatrix(name string, rows, cols, length, stride int) {
	if rows == 0 || cols == 0 {
		return
	}
	if stride < cols {
		panic(fmt.Sprintf("blas: stride %d of %s is less than its %d columns", stride, name, cols))
	}
	if length < (rows-1)*stride+cols {
		panic(fmt.Sprintf("blas: %s needs %d elements for %d×%d with stride %d, has %d", name, (rows-1)*stride+cols, rows, cols, stride, length))
	}
}
