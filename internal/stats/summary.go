package stats

import (
	"math"
	"slices"
)

// Summary describes a sample by its size and five numbers.
type Summary struct {
	N                        int
	Min, Q1, Median, Q3, Max float64
}

// Summarize returns the summary of x; all numbers are NaN if x is empty or has a NaN.
func Summarize(x []float64) Summary {
	sorted := sortedCopy(x)
	at := func(p float64) float64 { return quantile(sorted, p) }
	return Summary{N: len(x), Min: at(0), Q1: at(0.25), Median: at(0.5), Q3: at(0.75), Max: at(1)}
}

// Spread returns the distance between the quartiles, which holds the middle half of the sample.
func (s Summary) Spread() float64 { return s.Q3 - s.Q1 }

// Quantile returns the p-quantile of x, 0 <= p <= 1, by linear interpolation between order statistics: with h = (n-1)·p,
//
//	x(⌊h⌋) + (h - ⌊h⌋)·(x(⌊h⌋+1) - x(⌊h⌋)), x(0) the least
//
// (type 7 of Hyndman and Fan 1996, the default of R and NumPy; gonum's stat.Quantile has types 1 and 4 only, whose
// median of an even number is not the mean of the two in the middle). It is NaN if x is empty, has a NaN, or p is outside.
func Quantile(x []float64, p float64) float64 { return quantile(sortedCopy(x), p) }

// sortedCopy returns x in rising order, NaN first.
func sortedCopy(x []float64) []float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	return sorted
}

func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 || math.IsNaN(sorted[0]) || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	h := p * float64(len(sorted)-1)
	k := int(h)
	low, fraction := sorted[k], h-float64(k)
	if fraction == 0 || sorted[k+1] == low { // spares infinities a product with 0 and a difference
		return low
	}
	return (1-fraction)*low + fraction*sorted[k+1]
}
