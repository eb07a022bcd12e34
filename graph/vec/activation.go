package vec

import "math"

// SiLU computes h = z·σ(z) and dh = σ(z)·(1 + z·(1−σ(z))), where σ(z) = 1/(1+e⁻ᶻ).
// dh may be nil: then the derivative is not computed.
func SiLU[T Float](h, dh, z []T) {
	for i, x := range z[:len(h)] {
		s := sigmoid(float64(x))
		h[i] = T(float64(x) * s)
		if dh != nil {
			dh[i] = T(s * (1 + float64(x)*(1-s)))
		}
	}
}

const (
	geluBeta  = 0.79788456080286535588 // √(2/π)
	geluKappa = 0.044715
)

// GELUTanh computes the tanh form of GELU (Hendrycks and Gimpel 2016), h = z/2·(1 + tanh u) with
// u = √(2/π)·(z + 0.044715·z³), and its derivative dh. It is evaluated as z·σ(2u), which is the same
// function without cancellation. dh may be nil: then the derivative is not computed.
func GELUTanh[T Float](h, dh, z []T) {
	for i, x := range z[:len(h)] {
		v := min(max(float64(x), -64), 64) // beyond, σ is 0 or 1 and z³ could overflow
		s := sigmoid(2 * geluBeta * v * (1 + geluKappa*v*v))
		h[i] = T(float64(x) * s)
		if dh != nil {
			dh[i] = T(s + v*s*(1-s)*2*geluBeta*(1+3*geluKappa*v*v))
		}
	}
}

// Tanh computes h = tanh z and dh = 1 − tanh² z. dh may be nil: then the derivative is not computed.
func Tanh[T Float](h, dh, z []T) {
	for i, x := range z[:len(h)] {
		t := math.Tanh(float64(x))
		h[i] = T(t)
		if dh != nil {
			dh[i] = T(1 - t*t)
		}
	}
}

// Sigmoid computes h = σ(z) = 1/(1+e⁻ᶻ) and dh = σ(z)·(1−σ(z)). dh may be nil: then the derivative is not computed.
func Sigmoid[T Float](h, dh, z []T) {
	for i, x := range z[:len(h)] {
		s := sigmoid(float64(x))
		h[i] = T(s)
		if dh != nil {
			dh[i] = T(s * (1 - s))
		}
	}
}

// ReLU computes h = max(z, 0) and dh = 1 where z > 0, else 0. NaN stays NaN in h.
// dh may be nil: then the derivative is not computed.
func ReLU[T Float](h, dh, z []T) {
	for i, x := range z[:len(h)] {
		var d T
		if x > 0 {
			d = 1
		}
		h[i] = max(x, 0)
		if dh != nil {
			dh[i] = d
		}
	}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
