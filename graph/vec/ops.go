package vec

import "unsafe"

//go:generate go -C internal/asm run . -out ../../kernels_amd64.s -stubs ../../kernels_amd64.go -pkg vec

// ops are the passes of one type on one instruction set. All slices of a call have one length,
// but for dh, which may be nil, and for the matrices of colSums and addBias.
type ops[T Float] struct {
	name                   string // "avx512", "avx2" or "go"
	silu, gelu, tanh, relu func(h, dh, z []T)
	softmax                func(p, x []T) (max, sum T)
	softmaxGrad            func(ds, p, dp []T, rate, mean T)
	mul, add               func(dst, a, b []T)
	axpy                   func(alpha T, x, y []T)
	sum                    func(x []T) T
	dot                    func(x, y []T) T
	colSums                func(dst, a []T, rows int)
	addBias                func(b, z []T, rows int)
	adamW                  func(w, g, m, v []T, shrink, beta1, gain1, beta2, gain2, root2, eps, step T)
	absSum                 func(w, d []T, a, y T) T
	absGrad                func(g, w, d []T, s, a, y T)
}

// sets64 and sets32 are what this machine can run, best first.
var (
	sets64, sets32 = sets()
	best64, best32 = sets64[0], sets32[0]
)

// use is the best set for T.
func use[T Float]() *ops[T] {
	var t T
	if unsafe.Sizeof(t) == 8 {
		return (*ops[T])(unsafe.Pointer(best64)) // T is float64
	}
	return (*ops[T])(unsafe.Pointer(best32))
}
