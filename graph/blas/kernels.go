package blas

import "unsafe"

//go:generate go -C internal/asm run . -out ../../kernels_amd64.s -stubs ../../kernels_amd64.go -pkg blas

// panelFunc computes C = alpha·A·B + beta·C for m rows of A and a panel of B a few vectors wide.
// Element (i, p) of A lies rsa·i + csa·p bytes from a; ldb and ldc are bytes; of the last vector only
// the first lanes count. k is at least 1.
type panelFunc[T Float] func(m, k int, a *T, rsa, csa int, b *T, ldb int, c *T, ldc int, alpha, beta T, lanes int)

// kernels are the products of one element type on one instruction set.
type kernels[T Float] struct {
	name   string
	level  int            // as in provider
	width  int            // elements in a vector
	panels []panelFunc[T] // panels[i] is i+1 vectors wide
	padded bool           // panels read whole vectors of B, so B must be packed

	// transpose writes atOnce rows of src, k ≥ 4 long, as columns of dst; width and ld are bytes. It may be nil.
	transpose func(dst *T, width int, src *T, ld, k int)
	atOnce    int

	pool stock[[]T] // packed blocks
}

// Sizes of a block: a panel of B stays in the first cache, a block of A and one of B in the second.
const (
	blockK = 2048 // bytes of a row of A
	blockM = 192  // rows of A
	blockN = 512  // columns of B

	// A plain B is packed if a block of it has packB bytes, its rows lie packLd bytes apart, and packM rows of A
	// pay for that: with fewer, or with rows that lie closer, the copy takes longer than it saves.
	packB  = 96 << 10
	packLd = 2048
	packM  = 192

	// A transposed A whose rows lie farA bytes apart falls on few lines of the cache: it is packed for farN columns.
	farA = 4096
	farN = 128
)

// gemm computes C = alpha·op(A)·op(B) + beta·C block by block. Sizes are positive, alpha is not 0.
// Blocks of k depend on k alone, so an element's bits do not depend on which rows and columns are computed with it.
func (s *kernels[T]) gemm(transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	size := int(unsafe.Sizeof(alpha))
	kc := min(k, blockK/size)
	mustPack := transB || s.padded || m >= packM && ldb*size >= packLd && kc*n*size > packB
	if !mustPack {
		for p := 0; p < k; p += kc {
			s.block(transA, m, n, min(kc, k-p), alpha, a, lda, p, unsafe.Pointer(&b[p*ldb]), ldb, beta, c, ldc)
			beta = 1
		}
		return
	}
	nc := min(blockN, (n+s.width-1)/s.width*s.width)
	buf := s.buffer(kc * nc)
	for p := 0; p < k; p += kc {
		kb := min(kc, k-p)
		for j := 0; j < n; j += nc {
			nb := min(nc, n-j)
			if transB {
				s.packTrans(*buf, b[j*ldb+p:], ldb, kb, nb)
			} else {
				s.packPlain(*buf, b[p*ldb+j:], ldb, kb, nb)
			}
			s.block(transA, m, nb, kb, alpha, a, lda, p, unsafe.Pointer(unsafe.SliceData(*buf)), 0, beta, c[j:], ldc)
		}
		beta = 1
	}
	s.pool.put(buf)
}

// block multiplies rows of A, columns p to p+k, by a block of B: plain with stride ldb, or packed if ldb is 0.
func (s *kernels[T]) block(transA bool, m, n, k int, alpha T, a []T, lda, p int, b unsafe.Pointer, ldb int, beta T, c []T, ldc int) {
	size := int(unsafe.Sizeof(alpha))
	rsa, csa := lda*size, size
	if transA {
		rsa, csa = csa, rsa
	}
	var buf *[]T
	if transA && lda*size >= farA && n >= farN {
		buf = s.buffer(k * min(blockM, m))
	}
	for i := 0; i < m; i += blockM {
		rows := min(blockM, m-i)
		pa := &a[(p*csa+i*rsa)/size]
		if buf != nil {
			pa, csa = packA(*buf, a[p*lda+i:], lda, k, rows), rows*size
		}
		ci := unsafe.Pointer(&c[i*ldc])
		for j := 0; j < n; {
			vectors, lanes := s.panelAt(n - j)
			from, stride := j*size, ldb*size
			if ldb == 0 {
				from, stride = from*k, vectors*s.width*size
			}
			s.panels[vectors-1](rows, k, pa, rsa, csa, (*T)(unsafe.Add(b, from)), stride,
				(*T)(unsafe.Add(ci, j*size)), ldc*size, alpha, beta, lanes)
			j += vectors * s.width
		}
		if buf != nil {
			csa = lda * size
		}
	}
	if buf != nil {
		s.pool.put(buf)
	}
}

// panelAt says how wide the next panel is when n columns are left, and how many lanes of its last vector count.
// Widths are evened out: five vectors are three and two where four are the most.
func (s *kernels[T]) panelAt(n int) (vectors, lanes int) {
	left := (n + s.width - 1) / s.width
	count := (left + len(s.panels) - 1) / len(s.panels)
	vectors = (left + count - 1) / count
	return vectors, min(s.width, n-(vectors-1)*s.width)
}

// buffer is a pooled slice of at least n elements.
func (s *kernels[T]) buffer(n int) *[]T {
	buf := s.pool.get()
	if cap(*buf) < n {
		*buf = make([]T, n)
	}
	*buf = (*buf)[:cap(*buf)]
	return buf
}
