package lens

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// Kurtosis is that of each channel of a table (rows, width), Σ(x−x̄)⁴/n / σ⁴, 3 for a normal
// one: where a basis is privileged, single channels stand for something, and a few tokens
// have far larger values than the others. A constant channel has 0.
func Kurtosis(table []float64, width int) ([]float64, error) {
	if width < 1 || len(table)%width != 0 {
		return nil, fmt.Errorf("lens: %d numbers are no rows of %d", len(table), width)
	}
	rows := len(table) / width
	if _, err := columns(table, rows); err != nil {
		return nil, err
	}
	all, column := make([]float64, width), make([]float64, rows)
	for d := range width {
		for t := range column {
			column[t] = table[t*width+d]
		}
		mean, second, fourth := stat.Mean(column, nil), 0.0, 0.0
		for _, v := range column {
			second += (v - mean) * (v - mean) / float64(rows)
			fourth += math.Pow(v-mean, 4) / float64(rows)
		}
		if second > 1e-24*mean*mean {
			all[d] = fourth / (second * second)
		}
	}
	return all, nil
}

// Induction is how much a head pays, of its attention at places whose token was there before,
// to the place after the last time it was (Olsson and others, "In-context Learning and
// Induction Heads", 2022): 1 for an induction head. pattern is (places, places), a row for
// each place that looks; tokens are those at the places. It fails where no token repeats.
func Induction(pattern [][]float64, tokens []int) (float64, error) {
	if len(pattern) != len(tokens) {
		return 0, fmt.Errorf("lens: a pattern of %d places for %d tokens", len(pattern), len(tokens))
	}
	last, sum, n := map[int]int{}, 0.0, 0
	for i, token := range tokens {
		if len(pattern[i]) != len(tokens) {
			return 0, fmt.Errorf("lens: place %d looks at %d places of %d", i, len(pattern[i]), len(tokens))
		}
		if before, seen := last[token]; seen {
			sum += pattern[i][before+1]
			n++
		}
		last[token] = i
	}
	if n == 0 {
		return 0, fmt.Errorf("lens: no token repeats: an induction head has nothing to find")
	}
	return sum / float64(n), nil
}
