package blas

import "github.com/gobimt/bimt/internal/pool"

// pieceUnit divides the rows or columns of large pieces: all heights of tiles divide it.
const pieceUnit = 48

// pieceWork, by level, is the number of multiply-adds that pay for waking a goroutine: about 100 µs of work,
// since a core that sleeps takes tens of microseconds to come.
var pieceWork = [...]int{0: 1 << 19, levelAVX2: 1 << 21, levelAVX512: 1 << 22}

// split is a product cut along the rows of C, or along its columns if there are more of them and B is not packed.
type split[T Float] struct {
	call[T]
	each  int // rows or columns in a piece
	queue pool.Queue
}

// call is what a use of Gemm asks for, and what computes it.
type call[T Float] struct {
	gemm                   gemmFunc[T]
	transA, transB         bool
	m, n, k, lda, ldb, ldc int
	alpha, beta            T
	a, b, c                []T
}

var (
	splits64 stock[split[float64]]
	splits32 stock[split[float32]]
)

// pieceSize is the number of rows or columns of which one piece is made of a side that is to be cut: the whole
// side if cutting does not pay.
func (p *provider) pieceSize(side, work, workers int) int {
	enough := pieceWork[p.level]
	if p.fixedRows > 0 { // the same cut for any number of workers
		if work < 2*enough {
			return side
		}
		return max(p.fixedRows, (side+7)/8)
	}
	parts := min(workers, work/enough)
	if parts > 1 {
		parts = min(parts, 1+pool.Idle()) // where all are busy, pieces would only be packed more often
	}
	if parts < 2 {
		return side
	}
	each := (side + parts - 1) / parts
	if each > 2*pieceUnit {
		each = (each + pieceUnit - 1) / pieceUnit * pieceUnit
	}
	return each
}

// Do implements pool.Job: it computes one piece.
func (s *split[T]) Do(_, piece int) {
	from := piece * s.each
	a, b, c, m, n := s.a, s.b, s.c, s.m, s.n
	if s.side() == m {
		m = min(s.each, m-from)
		c = c[from*s.ldc:]
		if s.transA {
			a = a[from:]
		} else {
			a = a[from*s.lda:]
		}
	} else {
		n = min(s.each, n-from)
		c = c[from:]
		if s.transB {
			b = b[from*s.ldb:]
		} else {
			b = b[from:]
		}
	}
	s.gemm(s.transA, s.transB, m, n, s.k, s.alpha, a, s.lda, b, s.ldb, s.beta, c, s.ldc)
}

// side is what is cut: the longer side of C, and the rows if B is packed.
func (s *split[T]) side() int {
	if s.ldb == 0 {
		return s.m
	}
	return max(s.m, s.n)
}

// pieces is the number of pieces.
func (s *split[T]) pieces() int { return (s.side() + s.each - 1) / s.each }

// start shares s among the workers and empties it for the next use.
func (s *split[T]) start(spare *stock[split[T]], workers int) {
	s.queue.Run(s, s.pieces(), workers)
	s.call = call[T]{}
	spare.put(s)
}
