package ablation

import "math/rand/v2"

// Replacement is what stands for a value that is taken away.
type Replacement string

// The replacements: nothing, the mean over the rows, or the value on another row. Zero and
// Mean take a network where it never was in training; Resample keeps each value to what it
// can be.
const (
	Zero     Replacement = "zero"
	Mean     Replacement = "mean"
	Resample Replacement = "resample"
)

// Replacements are all.
func Replacements() []string { return []string{string(Zero), string(Mean), string(Resample)} }

// OtherRows gives each of n rows another, in one cycle through all: none stands for itself,
// unless there is but one.
func OtherRows(rng *rand.Rand, n int) []int {
	order := rng.Perm(n)
	other := make([]int, n)
	for k, i := range order {
		other[i] = order[(k+1)%n]
	}
	return other
}

// means are those of each of width numbers over rows.
func means(values []float64, rows, width int) []float64 {
	m := make([]float64, width)
	for i, v := range values {
		m[i%width] += v / float64(rows)
	}
	return m
}

// source is a table of values, (rows, width), and what may stand for them.
type source struct {
	values, mean []float64
	width        int
	other        []int
}

// at is what stands for number n of a row.
func (s *source) at(row, n int, by Replacement) float64 {
	switch by {
	case Mean:
		return s.mean[n]
	case Resample:
		return s.values[s.other[row]*s.width+n]
	}
	return 0
}
