package vec

import "math"

// Exp computes dst = eˣ. dst and x have one length.
func Exp[T Float](dst, x []T) { use[T]().exp(dst, x[:len(dst)]) }

// Max is the largest element of x, NaN if one is NaN, −Inf if x is empty.
func Max[T Float](x []T) T { return use[T]().max(x) }

// SoftmaxRow computes p = softmax(x), p_i = e^(x_i−M)/Σ_j e^(x_j−M) with M = max x, and returns
// log Σ_j e^(x_j) = M + log Σ_j e^(x_j−M), from which log p_i = x_i − lse.
// An x whose largest element is infinite gives NaN, as in PyTorch. p and x have one length.
func SoftmaxRow[T Float](p, x []T) (lse T) {
	m, sum := use[T]().softmax(p, x[:len(p)])
	return m + T(math.Log(float64(sum)))
}

// SoftmaxRows applies [SoftmaxRow] to each row of x, rows×cols, and writes p, rows×cols.
// lse, one per row, may be nil.
func SoftmaxRows[T Float](p, x, lse []T, rows, cols int) {
	for i := range rows {
		l := SoftmaxRow(p[i*cols:][:cols], x[i*cols:][:cols])
		if lse != nil {
			lse[i] = l
		}
	}
}
