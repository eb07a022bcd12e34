package lens

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Probe is the R² of the best linear guess of y from rows of x, (rows, width), with a
// constant: fitted by least squares on every second row from the first on, and measured on
// the others, so that chance gives 0 or less.
func Probe(x []float64, width int, y []float64) (float64, error) {
	if err := probed(x, width, len(y)); err != nil {
		return 0, err
	}
	if _, err := columns(append(append([]float64(nil), x...), y...), 1); err != nil {
		return 0, err
	}
	b := mat.NewDense((len(y)+1)/2, 1, nil)
	for i := range b.RawMatrix().Rows {
		b.Set(i, 0, y[2*i])
	}
	beta, err := leastSquares(x, width, b)
	if err != nil {
		return 0, err
	}
	var truth []float64
	var off float64
	for i := 1; i < len(y); i += 2 {
		guess := guesses(beta, x[i*width:(i+1)*width])[0]
		off += (y[i] - guess) * (y[i] - guess)
		truth = append(truth, y[i])
	}
	spread := stat.PopVariance(truth, nil) * float64(len(truth))
	if spread == 0 {
		return 0, fmt.Errorf("lens: all answers of a probe are %v", truth[0])
	}
	return 1 - off/spread, nil
}

// ClassProbe is Probe for classes: the share of rows whose class, a number from 0 to below
// classes, has the largest of the best linear guesses of 1 for a row's own class and 0 for
// the others. Chance gives the share of the most frequent class, or less.
func ClassProbe(x []float64, width int, labels []int, classes int) (float64, error) {
	if err := probed(x, width, len(labels)); err != nil {
		return 0, err
	}
	if err := labelled(labels, classes); err != nil {
		return 0, err
	}
	if _, err := columns(x, 1); err != nil {
		return 0, err
	}
	b := mat.NewDense((len(labels)+1)/2, classes, nil)
	for i := range b.RawMatrix().Rows {
		b.Set(i, labels[2*i], 1)
	}
	beta, err := leastSquares(x, width, b)
	if err != nil {
		return 0, err
	}
	right := 0
	for i := 1; i < len(labels); i += 2 {
		if floats.MaxIdx(guesses(beta, x[i*width:(i+1)*width])) == labels[i] {
			right++
		}
	}
	return float64(right) / float64(len(labels)/2), nil
}

// Between is the correlation ratio η² of numbers and the classes they belong to: the share
// of their variance that lies between the means of the classes. 1 says that the class says
// the number; chance gives (classes−1)/(n−1) of those that occur. Equal numbers have 0.
func Between(f []float64, labels []int, classes int) (float64, error) {
	if len(f) != len(labels) || len(f) == 0 {
		return 0, fmt.Errorf("lens: %d numbers for %d labels", len(f), len(labels))
	}
	if err := labelled(labels, classes); err != nil {
		return 0, err
	}
	if _, err := columns(f, 1); err != nil {
		return 0, err
	}
	sums, counts, mean := make([]float64, classes), make([]float64, classes), stat.Mean(f, nil)
	all := 0.0
	for i, v := range f {
		sums[labels[i]] += v - mean
		counts[labels[i]]++
		all += (v - mean) * (v - mean)
	}
	if all == 0 {
		return 0, nil
	}
	between := 0.0
	for c, n := range counts {
		if n > 0 {
			between += sums[c] * sums[c] / n
		}
	}
	return between / all, nil
}

// probed reports rows that are no rows, or too few to be fitted.
func probed(x []float64, width, answers int) error {
	if width < 1 || answers == 0 || len(x)/width != answers || len(x)%width != 0 || answers < 2*width+4 {
		return fmt.Errorf("lens: a probe of %d numbers in rows of %d for %d answers: give two rows and a few more for each column", len(x), width, answers)
	}
	return nil
}

// labelled reports a label that is no class.
func labelled(labels []int, classes int) error {
	for i, c := range labels {
		if c < 0 || c >= classes {
			return fmt.Errorf("lens: label %d is %d, of %d classes", i, c, classes)
		}
	}
	if classes > 1<<20 {
		return fmt.Errorf("lens: %d classes are too many for a probe", classes)
	}
	return nil
}

// leastSquares fits every second row of x, and a constant, to the rows of b: the solution of
// least norm, as columns may be constant or copies.
func leastSquares(x []float64, width int, b *mat.Dense) (*mat.Dense, error) {
	rows, outs := b.Dims()
	a := mat.NewDense(rows, width+1, nil)
	for i := range rows {
		a.SetRow(i, append([]float64{1}, x[2*i*width:(2*i+1)*width]...))
	}
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return nil, fmt.Errorf("lens: the least squares of a probe were not found")
	}
	beta := mat.NewDense(width+1, outs, nil)
	if rank := svd.Rank(1e-10); rank > 0 {
		svd.SolveTo(beta, b, rank)
	}
	return beta, nil
}

// guesses are a row's, by what was fitted.
func guesses(beta *mat.Dense, x []float64) []float64 {
	all := append([]float64(nil), beta.RawRowView(0)...)
	for d, v := range x {
		floats.AddScaled(all, v, beta.RawRowView(d+1))
	}
	return all
}
