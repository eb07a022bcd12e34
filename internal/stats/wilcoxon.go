package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// exactPairs is up to how many pairs Wilcoxon's P is exact: 2^50 outcomes can be counted in a float64 without rounding.
const exactPairs = 50

// Wilcoxon asks whether the differences a-b lie around 0, by the signed-rank test: |a-b| is ranked, and V is the sum of
// the ranks where a > b (F. Wilcoxon, Biometrics Bulletin 1 (1945) 80–83). It assumes differences that can be compared in
// size, and lie symmetrically if a and b do not differ.
//
// Equal pairs are left out before the ranking, as Wilcoxon did and R does. Differences of equal size share the mean of
// their ranks; sizes are compared exactly, so round values that carry rounding errors. Up to 50 pairs P is exact, with ties
// too: it comes from all 2^N signs of the ranks at hand (R's wilcox.test falls back to the approximation there).
// With more pairs it is the normal approximation, with
//
//	z = (|V - N(N+1)/4| - 1/2) / √(N(N+1)(2N+1)/24 - Σ_ties (t³-t)/48)
//
// It returns an error if the lengths differ, there are no pairs, or one has a NaN. If all pairs are equal, P is 1.
func Wilcoxon(a, b []float64) (Test, error) {
	t, differences, err := pair(a, b)
	if err != nil {
		return Test{}, fmt.Errorf("Wilcoxon test: %w", err)
	}
	ranks, ties := doubledRanks(differences)
	v := 0 // doubled
	for k, d := range differences {
		if d > 0 {
			v += ranks[k]
		}
	}
	t.Statistic = float64(v) / 2
	if t.Exact = t.N <= exactPairs; t.Exact {
		t.P = exactP(ranks, v)
	} else {
		t.P = normalP(t.N, t.Statistic, ties)
	}
	return t, nil
}

// doubledRanks returns twice the rank of each |d|, which is an integer with ties too, and Σ (t³-t) over groups of t ties.
func doubledRanks(differences []float64) (ranks []int, ties float64) {
	order := make([]int, len(differences))
	for k := range order {
		order[k] = k
	}
	size := func(k int) float64 { return math.Abs(differences[order[k]]) }
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Compare(math.Abs(differences[i]), math.Abs(differences[j]))
	})
	ranks = make([]int, len(differences))
	for begin, end := 0, 0; begin < len(order); begin = end {
		for end = begin; end < len(order) && size(end) == size(begin); end++ {
		}
		for _, k := range order[begin:end] {
			ranks[k] = begin + 1 + end // twice the mean of begin+1 … end
		}
		t := float64(end - begin)
		ties += t*t*t - t
	}
	return ranks, ties
}

// exactP counts, for each sum, the sets of ranks that have it, and returns min(1, 2·Pr[V <= v], 2·Pr[V >= v]).
func exactP(ranks []int, v int) float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	sets := make([]float64, total+1) // sets[s]: how many of the ranks so far sum to s
	sets[0] = 1
	for _, r := range ranks {
		for s := total; s >= r; s-- {
			sets[s] += sets[s-r]
		}
	}
	v = min(v, total-v) // the distribution is symmetric
	tail := 0.0
	for _, count := range sets[:v+1] {
		tail += count
	}
	return min(1, math.Ldexp(2*tail, -len(ranks)))
}

// normalP is the two-sided P of the normal approximation, with corrections for continuity and ties.
func normalP(pairs int, v, ties float64) float64 {
	n := float64(pairs)
	sigma := math.Sqrt(n*(n+1)*(2*n+1)/24 - ties/48)
	z := max(0, math.Abs(v-n*(n+1)/4)-0.5) / sigma
	return math.Erfc(z / math.Sqrt2) // gonum's Survival is 1-CDF and loses small ones
}
