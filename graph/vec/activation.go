package vec

// SiLU computes h = z·σ(z) and dh = σ(z)·(1 + z·(1−σ(z))), where σ(z) = 1/(1+e⁻ᶻ).
// h, dh and z have one length; dh may be nil: then the derivative is not computed.
func SiLU[T Float](h, dh, z []T) {
	h, dh, z = fit(h, dh, z)
	use[T]().silu(h, dh, z)
}

// GELUTanh computes the tanh form of GELU (Hendrycks and Gimpel 2016), h = z/2·(1 + tanh u) with
// u = √(2/π)·(z + 0.044715·z³), and its derivative dh. It is evaluated as z·σ(2u), which is the same
// function without cancellation. h, dh and z have one length; dh may be nil: then the derivative is not computed.
func GELUTanh[T Float](h, dh, z []T) {
	h, dh, z = fit(h, dh, z)
	use[T]().gelu(h, dh, z)
}

// Tanh computes h = tanh z and dh = 1 − tanh² z.
// h, dh and z have one length; dh may be nil: then the derivative is not computed.
func Tanh[T Float](h, dh, z []T) {
	h, dh, z = fit(h, dh, z)
	use[T]().tanh(h, dh, z)
}

// ReLU computes h = max(z, 0) and dh = 1 where z > 0, else 0. NaN stays NaN in h.
// h, dh and z have one length; dh may be nil: then the derivative is not computed.
func ReLU[T Float](h, dh, z []T) {
	h, dh, z = fit(h, dh, z)
	use[T]().relu(h, dh, z)
}

// fit cuts dh, if there is one, and z to the length of h.
func fit[T Float](h, dh, z []T) (_, _, _ []T) {
	if dh != nil {
		dh = dh[:len(h)]
	}
	return h, dh, z[:len(h)]
}
