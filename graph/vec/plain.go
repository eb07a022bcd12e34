package vec

import "math"

// plain are the passes in Go alone: what every machine can run, and what kernels are tested against.
func plain[T Float]() *ops[T] {
	return &ops[T]{
		name: "go",
		silu: plainSiLU[T], gelu: plainGELU[T], tanh: plainTanh[T], relu: plainReLU[T],
		softmax: plainSoftmax[T], softmaxGrad: plainSoftmaxGrad[T],
		mul: plainMul[T], add: plainAdd[T], axpy: plainAxpy[T],
		sum: plainSum[T], dot: plainDot[T],
		colSums: plainColSums[T], addBias: plainAddBias[T],
		adamW: plainAdamW[T], absSum: plainAbsSum[T], absGrad: plainAbsGrad[T],
	}
}

func plainSiLU[T Float](h, dh, z []T) {
	for i, x := range z {
		x := float64(x)
		s := sigmoid(x)
		h[i] = T(x * s)
		if dh != nil {
			dh[i] = T(s * (1 + x*(1-s)))
		}
	}
}

const (
	geluBeta  = 0.79788456080286535588 // √(2/π)
	geluKappa = 0.044715
)

func plainGELU[T Float](h, dh, z []T) {
	for i, x := range z {
		v := min(max(float64(x), -64), 64) // beyond, σ is 0 or 1 and z³ could overflow
		s := sigmoid(2 * geluBeta * v * (1 + geluKappa*v*v))
		h[i] = T(float64(x) * s)
		if dh != nil {
			dh[i] = T(s + v*s*(1-s)*2*geluBeta*(1+3*geluKappa*v*v))
		}
	}
}

func plainTanh[T Float](h, dh, z []T) {
	for i, x := range z {
		t := math.Tanh(float64(x))
		h[i] = T(t)
		if dh != nil {
			dh[i] = T(1 - t*t)
		}
	}
}

func plainReLU[T Float](h, dh, z []T) {
	for i, x := range z {
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

func sigmoid(x float64) float64 { return 1 / (1 + exp(-x)) }

func plainSoftmax[T Float](p, x []T) (largest, sum T) {
	largest = plainMax(x)
	for i, v := range x {
		e := T(exp(float64(v - largest)))
		p[i] = e
		sum += e
	}
	plainScale(1/sum, p)
	return largest, sum
}
