package vec

import (
	"math"
	"slices"
	"testing"
)

func testAdamW[T Float](t *testing.T) {
	every(t, func(t *testing.T) {
		for n := range 70 {
			w, g := inputs[T](n+60, 1)[60:], inputs[T](n+70, 1)[70:]
			m, v := make([]T, n), make([]T, n)
			w2, m2, v2 := slices.Clone(w), slices.Clone(m), slices.Clone(v)
			for step := 1; step < 4; step++ {
				c := AdamWStep{LR: 0.002, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Decay: 0.01, T: step}
				AdamW(w, g, m, v, c)
				decomposedAdamW(w2, g, m2, v2, c)
			}
			if !slices.Equal(w, w2) || !slices.Equal(m, m2) || !slices.Equal(v, v2) {
				t.Fatalf("%d weights: other bits than one operation after another", n)
			}
		}
	})
}

func TestAdamW64(t *testing.T) { testAdamW[float64](t) }
func TestAdamW32(t *testing.T) { testAdamW[float32](t) }

// decomposedAdamW is a pass for each operation of PyTorch's _single_tensor_adamw.
func decomposedAdamW[T Float](w, g, m, v []T, c AdamWStep) {
	each := func(f func(i int)) {
		for i := range w {
			f(i)
		}
	}
	tmp := make([]T, len(w))
	each(func(i int) { w[i] *= T(1 - c.LR*c.Decay) })
	each(func(i int) { m[i] *= T(c.Beta1) })
	each(func(i int) { tmp[i] = T(1-c.Beta1) * g[i] })
	each(func(i int) { m[i] += tmp[i] })
	each(func(i int) { v[i] *= T(c.Beta2) })
	each(func(i int) { tmp[i] = T(1-c.Beta2) * g[i] })
	each(func(i int) { tmp[i] *= g[i] })
	each(func(i int) { v[i] += tmp[i] })
	denom := make([]T, len(w))
	each(func(i int) { denom[i] = T(math.Sqrt(float64(v[i]))) })
	each(func(i int) { denom[i] /= T(math.Sqrt(1 - math.Pow(c.Beta2, float64(c.T)))) })
	each(func(i int) { denom[i] += T(c.Eps) })
	each(func(i int) { tmp[i] = T(-c.LR/(1-math.Pow(c.Beta1, float64(c.T)))) * m[i] })
	each(func(i int) { tmp[i] /= denom[i] })
	each(func(i int) { w[i] += tmp[i] })
}
