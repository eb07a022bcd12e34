package blas

import (
	"sync/atomic"
	"unsafe"

	"github.com/gobimt/bimt/internal/pool"
)

// Packed is room for an operand B that many products share: the first of them brings it into the order in which it
// is read, the others find it so. One that comes while this is being done does without, so that none has to wait;
// the bits are those of [Gemm] in any case. The zero Packed is ready. Its products may run at the same time.
type Packed[T Float] struct {
	state atomic.Int32
	data  []T
}

// States of a Packed.
const (
	stale = iota
	packing
	packed
)

// Renew says that the operand has changed, or is another one. No product may be at work.
func (p *Packed[T]) Renew() { p.state.Store(stale) }

// Gemm computes C = A·op(B) + beta·C, where A is m×k, op(B) is k×n and C is m×n, as the function [Gemm] does. B is
// that of all products since the last Renew. Nil computes it alone.
func (p *Packed[T]) Gemm(transB bool, m, n, k int, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	by := current.Load().forWork(m * n * k)
	s := kernelsOf[T](by)
	if p == nil || s == nil || m*n*k == 0 || !s.packs(transB, n, k) || !p.ready(s, transB, n, k, b, ldb) {
		Gemm(false, transB, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkShapes(false, transB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc)
	spare := splitsOf[T]()
	workers := pool.Workers()
	each := by.pieceSize(m, m*n*k, workers)
	if each >= m {
		s.gemmPacked(false, false, m, n, k, 1, a, lda, p.data, 0, beta, c, ldc)
		return
	}
	q := spare.get()
	q.call = call[T]{gemm: s.gemmPacked, m: m, n: n, k: k, lda: lda, ldc: ldc, alpha: 1, beta: beta, a: a, b: p.data, c: c}
	q.each = each
	q.start(spare, workers)
}

// ready says whether B is packed, and packs it if it was not begun.
func (p *Packed[T]) ready(s *kernels[T], transB bool, n, k int, b []T, ldb int) bool {
	if p.state.Load() == packed {
		return true
	}
	if !p.state.CompareAndSwap(stale, packing) {
		return false
	}
	if wide := s.padTo(n); len(p.data) < k*wide {
		p.data = make([]T, k*wide)
	}
	s.eachBlock(n, k, func(j, nb, from, kb, at int) {
		if transB {
			s.packTrans(p.data[at:], b[j*ldb+from:], ldb, kb, nb)
		} else {
			s.packPlain(p.data[at:], b[from*ldb+j:], ldb, kb, nb)
		}
	})
	p.state.Store(packed)
	return true
}

// packs says whether B is worth packing for many products.
func (s *kernels[T]) packs(transB bool, n, k int) bool {
	var t T
	size := int(unsafe.Sizeof(t))
	return transB || s.padded || min(k, blockK/size)*n*size > packB
}

// padTo is n rounded up to whole vectors.
func (s *kernels[T]) padTo(n int) int { return (n + s.width - 1) / s.width * s.width }

// eachBlock calls do for the blocks of B that gemm packs, with their columns from j, rows from from, and where they
// stand in a Packed.
func (s *kernels[T]) eachBlock(n, k int, do func(j, nb, from, kb, at int)) {
	var t T
	kc := min(k, blockK/int(unsafe.Sizeof(t)))
	for p := 0; p < k; p += kc {
		kb := min(kc, k-p)
		for j := 0; j < n; j += blockN {
			do(j, min(blockN, n-j), p, kb, p*s.padTo(n)+kb*j)
		}
	}
}

// gemmPacked is gemm with all blocks of B packed in b.
func (s *kernels[T]) gemmPacked(transA, _ bool, m, n, k int, alpha T, a []T, lda int, b []T, _ int, beta T, c []T, ldc int) {
	s.eachBlock(n, k, func(j, nb, from, kb, at int) {
		keep := beta
		if from > 0 {
			keep = 1
		}
		s.block(transA, m, nb, kb, alpha, a, lda, from, unsafe.Pointer(&b[at]), 0, keep, c[j:], ldc)
	})
}

// kernelsOf are Go's own kernels of the type, nil for a library.
func kernelsOf[T Float](p *provider) *kernels[T] {
	var t T
	if unsafe.Sizeof(t) == 8 {
		return any(p.kernels64).(*kernels[T])
	}
	return any(p.kernels32).(*kernels[T])
}

func splitsOf[T Float]() *stock[split[T]] {
	var t T
	if unsafe.Sizeof(t) == 8 {
		return any(&splits64).(*stock[split[T]])
	}
	return any(&splits32).(*stock[split[T]])
}
