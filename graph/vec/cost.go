package vec

// AbsWeightedSum is Σ |w_i|·(a·d_i + y), the connection cost of weights w whose wires have lengths d.
func AbsWeightedSum[T Float](w, d []T, a, y T) (sum T) {
	d = d[:len(w)]
	for i, v := range w {
		sum += T(max(v, -v) * (T(a*d[i]) + y))
	}
	return sum
}

// AbsWeightedGrad adds the gradient of s·[AbsWeightedSum] to g: g_i += s·sign(w_i)·(a·d_i + y), with sign(0) = 0.
// s includes the cost's weight in the loss; a NaN weight gives a NaN gradient.
func AbsWeightedGrad[T Float](g, w, d []T, s, a, y T) {
	w, d = w[:len(g)], d[:len(g)]
	for i, v := range w {
		switch {
		case v > 0:
			g[i] += T(s * (T(a*d[i]) + y))
		case v < 0:
			g[i] -= T(s * (T(a*d[i]) + y))
		case v != v:
			g[i] = v
		}
	}
}
