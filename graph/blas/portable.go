package blas

import "unsafe"

// portableWidth is the number of columns of a tile in plain Go.
const portableWidth = 4

func portable[T Float]() *kernels[T] {
	return &kernels[T]{name: "portable", width: portableWidth, panels: []panelFunc[T]{portablePanel[T]}, padded: true}
}

// portablePanel is the panelFunc of machines without kernels of their own: tiles of 2×4, whose eight sums,
// four b and two a fit in sixteen registers. b is packed, so that whole vectors may be read.
func portablePanel[T Float](m, k int, a *T, rsa, csa int, b *T, ldb int, c *T, ldc int, alpha, beta T, lanes int) {
	pa, pc := unsafe.Pointer(a), unsafe.Pointer(c)
	for ; m > 0; m -= 2 {
		second := rsa
		if m == 1 {
			second = 0 // computes the last row twice, and stores it once
		}
		var s, t [portableWidth]T
		portableTile(k, pa, second, csa, unsafe.Pointer(b), ldb, &s, &t)
		portableStore(pc, &s, alpha, beta, lanes)
		if m == 1 {
			return
		}
		portableStore(unsafe.Add(pc, ldc), &t, alpha, beta, lanes)
		if m > 2 {
			pa, pc = unsafe.Add(pa, 2*rsa), unsafe.Add(pc, 2*ldc)
		}
	}
}

func portableTile[T Float](k int, a unsafe.Pointer, second, csa int, b unsafe.Pointer, ldb int, s, t *[portableWidth]T) {
	var s0, s1, s2, s3, t0, t1, t2, t3 T
	for p := range k {
		x := *(*T)(unsafe.Add(a, p*csa))
		y := *(*T)(unsafe.Add(a, p*csa+second))
		v := (*[portableWidth]T)(unsafe.Add(b, p*ldb))
		s0 += x * v[0]
		t0 += y * v[0]
		s1 += x * v[1]
		t1 += y * v[1]
		s2 += x * v[2]
		t2 += y * v[2]
		s3 += x * v[3]
		t3 += y * v[3]
	}
	*s = [portableWidth]T{s0, s1, s2, s3}
	*t = [portableWidth]T{t0, t1, t2, t3}
}

func portableStore[T Float](c unsafe.Pointer, s *[portableWidth]T, alpha, beta T, lanes int) {
	row := unsafe.Slice((*T)(c), lanes)
	for j := range row {
		v := alpha * s[j]
		if beta != 0 {
			v += beta * row[j]
		}
		row[j] = v
	}
}
