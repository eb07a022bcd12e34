package vec

// AbsWeightedSum is Σ |w_i|·(a·d_i + y), the connection cost of weights w whose wires have lengths d.
// Both have one length; terms are added as [Sum] does.
func AbsWeightedSum[T Float](w, d []T, a, y T) T { return use[T]().absSum(w, d[:len(w)], a, y) }

// AbsWeightedGrad adds the gradient of s·[AbsWeightedSum] to g: g_i += s·sign(w_i)·(a·d_i + y), with sign(0) = 0.
// s includes the cost's weight in the loss; a NaN weight gives a NaN gradient. All have one length.
func AbsWeightedGrad[T Float](g, w, d []T, s, a, y T) {
	use[T]().absGrad(g, w[:len(g)], d[:len(g)], s, a, y)
}
