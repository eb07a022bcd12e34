package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Test is the outcome of a paired comparison of a with b, two-sided: small P says that a and b differ by more than chance.
type Test struct {
	Statistic float64 // sign test: the number of pairs with a > b; Wilcoxon: V, the sum of their ranks
	P         float64 // probability, if a and b were exchangeable, of a statistic at least this far from its mean
	LeastP    float64 // the least P that this many pairs can give, 2^(1-N): over 0.05 for N < 6, whatever the data
	Exact     bool    // P comes from the whole null distribution, not from an approximation

	N            int // pairs that differ
	Zeros        int // pairs that are equal; both tests leave them out
	Above, Below int // pairs with a > b and with a < b
}

// SignTest asks whether a > b as often as a < b. It uses only the signs of the differences, so it is right for any kind of
// measurement, but finds less than [Wilcoxon]. Equal pairs are left out, as Dixon and Mood (1946) do. P is exact:
//
//	P = min(1, 2·Pr[X <= min(above, below)]), X ~ Binomial(N, 1/2)
//
// It returns an error if the lengths differ, there are no pairs, or one has a NaN. If all pairs are equal, P is 1.
func SignTest(a, b []float64) (Test, error) {
	t, _, err := pair(a, b)
	if err != nil {
		return Test{}, fmt.Errorf("sign test: %w", err)
	}
	t.Statistic, t.Exact = float64(t.Above), true
	if t.N > 0 {
		null := distuv.Binomial{N: float64(t.N), P: 0.5}
		t.P = min(1, 2*null.CDF(float64(min(t.Above, t.Below))))
	}
	return t, nil
}

// pair counts the signs of a-b, and returns the differences that are not zero.
func pair(a, b []float64) (t Test, differences []float64, err error) {
	if len(a) != len(b) {
		return t, nil, fmt.Errorf("%d values against %d: give both for the same seeds", len(a), len(b))
	}
	if len(a) == 0 {
		return t, nil, fmt.Errorf("no pairs: give at least one seed")
	}
	for k := range a {
		switch {
		case math.IsNaN(a[k]) || math.IsNaN(b[k]):
			return t, nil, fmt.Errorf("pair %d is %v against %v: leave out seeds that failed, in both", k, a[k], b[k])
		case a[k] == b[k]:
			t.Zeros++
			continue
		case a[k] > b[k]:
			t.Above++
		default:
			t.Below++
		}
		differences = append(differences, a[k]-b[k])
	}
	t.N = t.Above + t.Below
	t.P, t.LeastP = 1, min(1, math.Ldexp(2, -t.N))
	return t, differences, nil
}
