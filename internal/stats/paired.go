package stats

import (
	"fmt"
	"math"
)

// Test is the outcome of a paired comparison of a with b, two-sided: small P says that a and b differ by more than chance.
type Test struct {
	Statistic float64 // V, the sum of the ranks of pairs with a > b
	P         float64 // probability, if a and b were exchangeable, of a statistic at least this far from its mean
	LeastP    float64 // the least P that this many pairs can give, 2^(1-N): over 0.05 for N < 6, whatever the data
	Exact     bool    // P comes from the whole null distribution, not from an approximation

	N            int // pairs that differ
	Zeros        int // pairs that are equal; the test leaves them out
	Above, Below int // pairs with a > b and with a < b
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
