package vec

import "math"

func plainAddBias[T Float](b, z []T, rows int) {
	for i := range rows {
		row := z[i*len(b):][:len(b)]
		for j, v := range b {
			row[j] += v
		}
	}
}

func plainColSums[T Float](dst, a []T, rows int) {
	clear(dst)
	for i := range rows {
		for j, v := range a[i*len(dst):][:len(dst)] {
			dst[j] += v
		}
	}
}

func plainMul[T Float](dst, a, b []T) {
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

func plainAdd[T Float](dst, a, b []T) {
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

func plainAxpy[T Float](alpha T, x, y []T) {
	for i := range y {
		y[i] += T(alpha * x[i])
	}
}

func plainScale[T Float](alpha T, x []T) {
	for i := range x {
		x[i] *= alpha
	}
}

func plainSum[T Float](x []T) (sum T) {
	for _, v := range x {
		sum += v
	}
	return sum
}

func plainMax[T Float](x []T) T {
	m := T(math.Inf(-1))
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

func plainDot[T Float](x, y []T) (sum T) {
	for i, v := range x {
		sum += T(v * y[i])
	}
	return sum
}

func plainSoftmaxGrad[T Float](ds, p, dp []T, rate, mean T) {
	for i, v := range dp {
		ds[i] = T(rate*p[i]) * T(v-mean)
	}
}

// plainAdamW rounds each operation on its own: the conversions keep the compiler from fusing two into one.
func plainAdamW[T Float](w, g, m, v []T, shrink, beta1, gain1, beta2, gain2, root2, eps, step T) {
	for i := range w {
		gi := g[i]
		mi := T(beta1*m[i]) + T(gain1*gi)
		vi := T(beta2*v[i]) + T(T(gain2*gi)*gi)
		denom := T(sqrt(vi)/root2) + eps
		w[i] = T(w[i]*shrink) + T(T(step*mi)/denom)
		m[i], v[i] = mi, vi
	}
}

func plainAbsSum[T Float](w, d []T, a, y T) (sum T) {
	for i, v := range w {
		sum += T(max(v, -v) * (T(a*d[i]) + y))
	}
	return sum
}

func plainAbsGrad[T Float](g, w, d []T, s, a, y T) {
	for i, v := range w {
		switch x := T(s * (T(a*d[i]) + y)); {
		case v > 0:
			g[i] += x
		case v < 0:
			g[i] -= x
		case v != v:
			g[i] = v
		}
	}
}
