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

// SoftmaxGrad computes ds = rate·p·(dp − Σ p·dp): the gradient by its scores of a softmax p whose own gradient is dp,
// times rate. The sum is added as [Sum] does. p and dp are at least as long as ds.
func SoftmaxGrad[T Float](ds, p, dp []T, rate T) {
	p, dp = p[:len(ds)], dp[:len(ds)]
	use[T]().softmaxGrad(ds, p, dp, rate, use[T]().dot(p, dp))
}
