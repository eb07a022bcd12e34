package vec

import "math"

// AdamWStep holds the settings of one AdamW update (Loshchilov and Hutter 2019, algorithm 2).
type AdamWStep struct {
	LR           float64 // learning rate of this step
	Beta1, Beta2 float64 // decay of the two moments
	Eps          float64 // added to the denominator
	Decay        float64 // decoupled weight decay
	T            int     // number of this step, from 1
}

// AdamW updates w and its moments m, v by the gradient g in one pass:
//
//	w ← w·(1 − LR·Decay)
//	m ← Beta1·m + (1−Beta1)·g
//	v ← Beta2·v + (1−Beta2)·g·g
//	w ← w − LR/(1−Beta1ᵀ)·m / (√v/√(1−Beta2ᵀ) + Eps)
//
// Factors are computed in float64 and operations done in the order of PyTorch's torch.optim.AdamW,
// each rounded on its own, so every build gives the same bits. w, g, m, v have one length.
func AdamW[T Float](w, g, m, v []T, c AdamWStep) {
	f := adamWFactors[T](c)
	g, m, v = g[:len(w)], m[:len(w)], v[:len(w)]
	for i := range w {
		gi := g[i]
		mi := T(f.beta1*m[i]) + T(f.gain1*gi)
		vi := T(f.beta2*v[i]) + T(T(f.gain2*gi)*gi)
		denom := T(sqrt(vi)/f.root2) + f.eps
		w[i] = T(w[i]*f.shrink) + T(T(f.step*mi)/denom)
		m[i], v[i] = mi, vi
	}
}

// adamFactors are the scalars of one update in the type of the parameters.
type adamFactors[T Float] struct {
	shrink, beta1, gain1, beta2, gain2, root2, eps, step T
}

func adamWFactors[T Float](c AdamWStep) adamFactors[T] {
	return adamFactors[T]{
		shrink: T(1 - c.LR*c.Decay),
		beta1:  T(c.Beta1), gain1: T(1 - c.Beta1),
		beta2: T(c.Beta2), gain2: T(1 - c.Beta2),
		root2: T(math.Sqrt(1 - math.Pow(c.Beta2, float64(c.T)))),
		eps:   T(c.Eps),
		step:  T(-c.LR / (1 - math.Pow(c.Beta1, float64(c.T)))),
	}
}

// sqrt of a float32 is rounded correctly through float64, so both types are exact to half an ulp.
func sqrt[T Float](x T) T { return T(math.Sqrt(float64(x))) }
