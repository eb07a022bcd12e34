package vec

import "math"

// SoftmaxRow computes p = softmax(x), p_i = e^(x_i−M)/Σ_j e^(x_j−M) with M = max x, and returns
// log Σ_j e^(x_j) = M + log Σ_j e^(x_j−M), from which log p_i = x_i − lse.
// An x whose largest element is infinite gives NaN, as in PyTorch. p and x have one length.
func SoftmaxRow[T Float](p, x []T) (lse T) {
	m, sum := use[T]().softmax(p, x[:len(p)])
	return m + T(math.Log(float64(sum)))
}

// Softmax computes p = softmax(x) as [SoftmaxRow] does, without the logarithm of the sum.
func Softmax[T Float](p, x []T) { use[T]().softmax(p, x[:len(p)]) }
