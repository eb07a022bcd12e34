package lens

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
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

// Probe is the R² of the best linear guess of y from rows of x, (rows, width), with a
// constant: fitted by least squares on every second row from the first on, and measured on
// the others, so that chance gives 0 or less.
func Probe(x []float64, width int, y []float64) (float64, error) {
	if width < 1 || len(y) == 0 || len(x) != len(y)*width || len(y) < 2*width+4 {
		return 0, fmt.Errorf("lens: a probe of %d numbers in rows of %d for %d answers: give two rows and a few more for each column", len(x), width, len(y))
	}
	if _, err := columns(append(append([]float64(nil), x...), y...), 1); err != nil {
		return 0, err
	}
	fit := (len(y) + 1) / 2
	a, b := mat.NewDense(fit, width+1, nil), mat.NewVecDense(fit, nil)
	for i := range fit {
		a.SetRow(i, append([]float64{1}, x[2*i*width:(2*i+1)*width]...))
		b.SetVec(i, y[2*i])
	}
	// The minimum-norm solution, as columns may be constant or copies.
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return 0, fmt.Errorf("lens: the least squares of a probe were not found")
	}
	var beta mat.VecDense
	if rank := svd.Rank(1e-10); rank > 0 {
		svd.SolveVecTo(&beta, b, rank)
	}
	var truth []float64
	var off float64
	for i := 1; i < len(y); i += 2 {
		guess := beta.AtVec(0)
		for d, v := range x[i*width : (i+1)*width] {
			guess += beta.AtVec(d+1) * v
		}
		off += (y[i] - guess) * (y[i] - guess)
		truth = append(truth, y[i])
	}
	spread := stat.PopVariance(truth, nil) * float64(len(truth))
	if spread == 0 {
		return 0, fmt.Errorf("lens: all answers of a probe are %v", truth[0])
	}
	return 1 - off/spread, nil
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
