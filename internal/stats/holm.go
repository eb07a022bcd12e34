package stats

import (
	"cmp"
	"slices"
)

// Holm corrects the p-values of several tests for how many were made, in their order: the
// chance of even one false claim among those at most α stays at most α (S. Holm,
// Scandinavian Journal of Statistics 6 (1979) 65–70).
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	corrected, least := make([]float64, len(p)), 0.0
	for k, i := range order {
		least = max(least, min(1, p[i]*float64(len(p)-k)))
		corrected[i] = least
	}
	return corrected
}
