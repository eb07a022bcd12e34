package table

import (
	"fmt"
	"math"
	"strings"

	"github.com/gobimt/bimt/internal/dataset"
)

// Scaling is a standardisation of columns, x' = (x − Mean) / Std, or, of those on
// a logarithmic scale, x' = (log₁₀ x − Mean) / Std, with the range of the data it was
// fitted to. It is written to the run and undone in predictions and formulas.
type Scaling struct {
	Names []string  `json:"names"`
	Mean  []float64 `json:"mean"` // of log₁₀ x on a logarithmic scale
	Std   []float64 `json:"std"`  // of the population (divided by n); 1 for a constant column
	Min   []float64 `json:"min"`  // of x, on every scale
	Max   []float64 `json:"max"`

	// Log says which columns are on a logarithmic scale; nil if none is.
	Log []bool `json:"log,omitempty"`
}

// FitScaling computes the scaling of the columns of m [rows, len(names)], which
// should be training data only; those named in logs are put on a logarithmic scale.
// A column that is constant to rounding gets a deviation of 1, so that it becomes 0
// throughout: Constant tells which they are.
//
// It fails if there are no rows, if the names don't fit, if values are so large
// that mean or deviation overflow, or if one on a logarithmic scale is not above 0
// (reading with Options.Log says its line).
func FitScaling(names []string, m dataset.Matrix, logs ...string) (Scaling, error) {
	if m.Rows < 1 || m.Cols != len(names) {
		return Scaling{}, fmt.Errorf("can't scale %d rows of %d columns by %d names: give at least one row, and a name a column", m.Rows, m.Cols, len(names))
	}
	s := Scaling{Names: names}
	if err := s.setLog(logs); err != nil {
		return Scaling{}, err
	}
	for j, name := range names {
		values, err := s.onScale(m, j)
		if err != nil {
			return Scaling{}, err
		}
		mean, std, least, most := moments(values)
		if math.IsInf(most-least, 0) || math.IsInf(mean, 0) || math.IsNaN(std) {
			return Scaling{}, fmt.Errorf("column %q reaches from %v to %v, too far to be standardised: rescale it", name, least, most)
		}
		if s.isLog(j) {
			least, most = extremes(m, j)
		}
		s.Mean = append(s.Mean, mean)
		s.Std = append(s.Std, std)
		s.Min = append(s.Min, least)
		s.Max = append(s.Max, most)
	}
	return s, nil
}

// moments returns mean, deviation, minimum and maximum. Deviations are divided by
// the largest before they are squared, so that neither tiny nor huge numbers are
// lost.
func moments(values []float64) (mean, std, least, most float64) {
	least, most = values[0], values[0]
	for i, v := range values {
		least, most = min(least, v), max(most, v)
		mean += (v - mean) / float64(i+1)
	}
	if isConstant(least, most, 0) {
		return least, 1, least, most
	}
	largest := max(most-mean, mean-least)
	var sum float64
	for _, v := range values {
		d := (v - mean) / largest
		sum += d * d
	}
	std = largest * math.Sqrt(sum/float64(len(values)))
	return mean, max(std, math.SmallestNonzeroFloat64), least, most
}

// Constant returns the names of the columns that have the same value, to rounding,
// in all rows.
func (s Scaling) Constant() []string {
	var names []string
	for j, name := range s.Names {
		if isConstant(s.Min[j], s.Max[j], 0) {
			names = append(names, name)
		}
	}
	return names
}

// CheckVaries fails if a column is constant, as an output must not be.
func (s Scaling) CheckVaries() error {
	if c := s.Constant(); len(c) > 0 {
		return fmt.Errorf("output %s has the same value in all rows of the training data: there is nothing to learn; choose another output", printable(strings.Join(c, ", ")))
	}
	return nil
}

// Apply returns the standardised copy of m [rows, len(Names)]. It fails if a value
// on a logarithmic scale is not above 0 (reading with Options.Log says its line).
func (s Scaling) Apply(m dataset.Matrix) (dataset.Matrix, error) {
	if err := s.Check(m.Cols); err != nil {
		return dataset.Matrix{}, err
	}
	for j := range s.Log {
		if _, err := s.onScale(m, j); err != nil {
			return dataset.Matrix{}, err
		}
	}
	return s.convert(m, func(v float64, j int) float64 {
		if s.isLog(j) {
			v = math.Log10(v)
		}
		return (v - s.Mean[j]) / s.Std[j]
	})
}

// Invert undoes Apply: x = x'·Std + Mean, or 10 to this power.
func (s Scaling) Invert(m dataset.Matrix) (dataset.Matrix, error) {
	return s.convert(m, func(v float64, j int) float64 {
		if v = v*s.Std[j] + s.Mean[j]; s.isLog(j) {
			return math.Pow(10, v)
		}
		return v
	})
}

func (s Scaling) convert(m dataset.Matrix, f func(v float64, column int) float64) (dataset.Matrix, error) {
	if err := s.Check(m.Cols); err != nil {
		return dataset.Matrix{}, err
	}
	out := dataset.NewMatrix(m.Rows, m.Cols)
	for i, v := range m.Data {
		out.Data[i] = f(v, i%m.Cols)
	}
	return out, nil
}

// Check reports a scaling, which may come from a file, that is not whole or does not
// fit so many columns.
func (s Scaling) Check(cols int) error {
	n := len(s.Names)
	if len(s.Mean) != n || len(s.Std) != n || len(s.Min) != n || len(s.Max) != n {
		return fmt.Errorf("the scaling of %s is incomplete: it needs mean, std, min and max of each column", printable(strings.Join(s.Names, ", ")))
	}
	if cols != n {
		return fmt.Errorf("%d columns don't fit the scaling of the %d columns %s: give these", cols, n, printable(strings.Join(s.Names, ", ")))
	}
	if s.Log != nil && len(s.Log) != n {
		return fmt.Errorf("the scaling of %s is incomplete: it needs log of each column, or none", strings.Join(s.Names, ", "))
	}
	for j, v := range s.Std {
		if !(v > 0) {
			return fmt.Errorf("the scaling of column %q has std %v: it must be above 0", s.Names[j], v)
		}
	}
	return nil
}

// Outside returns the names of the columns in which a row (not standardised)
// lies outside the range of the data that the scaling was fitted to.
func (s Scaling) Outside(row []float64) ([]string, error) {
	if err := s.Check(len(row)); err != nil {
		return nil, err
	}
	var names []string
	for j, v := range row {
		if !(v >= s.Min[j] && v <= s.Max[j]) {
			names = append(names, s.Names[j])
		}
	}
	return names, nil
}
