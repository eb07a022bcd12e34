package vec

import "math"

// Exp computes dst = eˣ.
func Exp[T Float](dst, x []T) {
	for i, v := range x[:len(dst)] {
		dst[i] = T(math.Exp(float64(v)))
	}
}

// Max is the largest element of x, NaN if one is NaN, −Inf if x is empty.
func Max[T Float](x []T) T {
	m := T(math.Inf(-1))
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

// SoftmaxRow computes p = softmax(x), p_i = e^(x_i−M)/Σ_j e^(x_j−M) with M = max x, and returns
// log Σ_j e^(x_j) = M + log Σ_j e^(x_j−M), from which log p_i = x_i − lse.
// An x whose largest element is infinite gives NaN, as in PyTorch.
func SoftmaxRow[T Float](p, x []T) (lse T) {
	m := Max(x[:len(p)])
	sum := expShift(p, x, m)
	inv := 1 / sum
	for i := range p {
		p[i] *= inv
	}
	return m + T(math.Log(float64(sum)))
}

// SoftmaxRows applies [SoftmaxRow] to each row of x, rows×cols. lse, one per row, may be nil.
func SoftmaxRows[T Float](p, x, lse []T, rows, cols int) {
	for i := range rows {
		l := SoftmaxRow(p[i*cols:][:cols], x[i*cols:][:cols])
		if lse != nil {
			lse[i] = l
		}
	}
}

// expShift computes dst = e^(x−shift) and returns its sum.
func expShift[T Float](dst, x []T, shift T) (sum T) {
	for i, v := range x[:len(dst)] {
		e := T(math.Exp(float64(v - shift)))
		dst[i] = e
		sum += e
	}
	return sum
}
