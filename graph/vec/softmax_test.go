package vec

import (
	"math"
	"testing"
)

func TestSoftmaxRow(t *testing.T) {
	every(t, func(t *testing.T) {
		const rows, cols = 5, 59
		x := inputs[float64](rows*cols+60, 5)[60:]
		x[3] = 800 // e^800 overflows, the softmax does not
		p, lse := make([]float64, rows*cols), make([]float64, rows)
		for i := range rows {
			row, probs := x[i*cols:][:cols], p[i*cols:][:cols]
			lse[i] = SoftmaxRow(probs, row)
			if s := Sum(probs); math.Abs(s-1) > 1e-14 {
				t.Errorf("row %d sums to %v", i, s)
			}
			for j, v := range row {
				if want := math.Exp(v - lse[i]); math.Abs(probs[j]-want) > 1e-12*want+1e-300 {
					t.Errorf("p[%d,%d] = %v, want %v", i, j, probs[j], want)
				}
			}
		}
	})
}

// The gradient of f = Σ c·softmax(x) by x, against differences of f.
func TestSoftmaxGrad(t *testing.T) {
	every(t, func(t *testing.T) {
		const n, rate, h = 37, 0.5, 1e-5
		x, c := inputs[float64](n+60, 1)[60:], inputs[float64](n+61, 1)[61:]
		p, ds := make([]float64, n), make([]float64, n)
		f := func() float64 {
			Softmax(p, x)
			return Dot(p, c)
		}
		f()
		SoftmaxGrad(ds, p, c, rate)
		for i, at := range x {
			x[i] = at + h
			up := f()
			x[i] = at - h
			slope := (up - f()) / (2 * h)
			x[i] = at
			if math.Abs(ds[i]-rate*slope) > 1e-9 {
				t.Errorf("by score %d: %v, want %v", i, ds[i], rate*slope)
			}
		}
	})
}

func TestSoftmaxOfNaN(t *testing.T) {
	every(t, func(t *testing.T) {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			x := []float64{1, bad, 2}
			SoftmaxRow(x, x)
			if !math.IsNaN(x[1]) {
				t.Errorf("softmax of %v in a row: %v", bad, x)
			}
		}
	})
}

func TestNoAllocation(t *testing.T) {
	every(t, func(t *testing.T) {
		w, g, m, v := make([]float64, 50), make([]float64, 50), make([]float64, 50), make([]float64, 50)
		n := testing.AllocsPerRun(20, func() {
			AdamW(w, g, m, v, AdamWStep{LR: 1, Beta1: 0.9, Beta2: 0.9, Eps: 1e-8, T: 1})
			SiLU(w, g, m)
			SoftmaxRow(m, v)
			ColSums(w[:10], g, 5, 10)
			AbsWeightedGrad(w, g, m, 1, 1, AbsWeightedSum(g, w, 1, 1))
		})
		if n > 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// At the lower end of the range, where math.Exp of amd64 flushes early, eˣ is right: it is
// all of x's share beside a 0. Values by mpmath.
func TestSoftmaxAtTheEnd(t *testing.T) {
	want := map[float64]float64{
		-708.5:             2.0061323053313058e-308,
		-744.4400719213812: 5e-324,
		-745.1332191019412: 5e-324,
		-745.1332191019413: 0,
	}
	every(t, func(t *testing.T) {
		if best64.name == "go" {
			return // is math.Exp
		}
		for x, w := range want {
			got := []float64{x, 0}
			Softmax(got, got)
			if u := ulps(got[0], w); u > 2 {
				t.Errorf("exp(%v) = %v, want %v: %v ulp", x, got[0], w, u)
			}
		}
	})
}

func TestSoftmaxIsThatOfRow(t *testing.T) {
	every(t, func(t *testing.T) {
		for n := 1; n < 40; n++ {
			x := inputs[float64](n+60, 5)[60:]
			want, got := make([]float64, n), make([]float64, n)
			SoftmaxRow(want, x)
			Softmax(got, x)
			if !same(got, want) {
				t.Errorf("softmax of %d is %v, want %v", n, got, want)
			}
		}
	})
}
