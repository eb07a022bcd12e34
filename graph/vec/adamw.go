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
	n := len(w)
	root2 := math.Sqrt(1 - math.Pow(c.Beta2, float64(c.T)))
	step := -c.LR / (1 - math.Pow(c.Beta1, float64(c.T)))
	use[T]().adamW(w, g[:n], m[:n], v[:n], T(1-c.LR*c.Decay), T(c.Beta1), T(1-c.Beta1), T(c.Beta2), T(1-c.Beta2), T(root2), T(c.Eps), T(step))
}

// sqrt of a float32 is rounded correctly through float64, so both types are exact to half an ulp.
func sqrt[T Float](x T) T { return T(math.Sqrt(float64(x))) }
