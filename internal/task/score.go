package task

import (
	"math"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/dataset/table"
)

// Score is how good predictions are.
type Score struct {
	Loss float64
	// Accuracy is the share of places whose largest output is the right class; NaN
	// for a regression.
	Accuracy float64
	// Exact is the share of rows of which every place is right; NaN but for classes at
	// several places.
	Exact float64
	// PlaceLoss is the squared error at each place that is read; nil for a
	// cross-entropy.
	PlaceLoss []float64
	// R2 is 1 − Σ(y−ŷ)²/Σ(y−ȳ)² of each output; NaN where y is constant. Empty for a
	// classification.
	R2 []float64
	// NoR2 says of each output why it has no R²; empty if it has one.
	NoR2 []string
}

// Score compares predictions out, for all rows of a set, with its answers, by the loss of the data.
func (d *Data) Score(s Set, out []float64) Score {
	places := max(1, d.Length)
	return d.Loss.score(picked{rows: s.Rows, places: places, width: len(out) / s.Rows / places}, out, s.Y, d.Classes)
}

// RMSE is the root of the mean squared error of each output, √(Σ(ŷ−y)²/n), in the units of the data, for predictions out
// of all rows of a set. It is nil for classes and sequences.
func (d *Data) RMSE(s Set, out []float64) ([]float64, error) {
	n := Size(s.YShape)
	if d.Classes > 0 || d.Length > 0 || len(d.Outputs) != n || len(out) != len(s.Y) {
		return nil, nil
	}
	pred, err := d.InUnits(out)
	if err != nil {
		return nil, err
	}
	y, err := d.InUnits(s.Y)
	if err != nil {
		return nil, err
	}
	return rmse(dataset.Matrix{Rows: s.Rows, Cols: n, Data: pred}, dataset.Matrix{Rows: s.Rows, Cols: n, Data: y}), nil
}

func rmse(pred, y dataset.Matrix) []float64 {
	root := make([]float64, y.Cols)
	for i, v := range y.Data {
		off := pred.Data[i] - v
		root[i%y.Cols] += off * off / float64(y.Rows)
	}
	for j, v := range root {
		root[j] = math.Sqrt(v)
	}
	return root
}

// picked reads the outputs that are compared: width outputs at each place of each row,
// of which a squared error takes the first ones.
type picked struct{ rows, places, width int }

func (p picked) squared(out, y []float64, classes int) Score {
	n := len(y) / (p.rows * p.places) // answers at one place
	s := Score{Accuracy: math.NaN(), Exact: math.NaN(), PlaceLoss: make([]float64, p.places)}
	pred := make([]float64, len(y))
	for i := range y {
		pred[i] = out[i/n*p.width+i%n]
		off := (pred[i] - y[i]) * (pred[i] - y[i])
		s.Loss += off / float64(len(y))
		s.PlaceLoss[i/n%p.places] += off / float64(p.rows*n)
	}
	if classes > 0 {
		right := 0.0
		for i := 0; i < len(y); i += classes {
			if Argmax(pred[i:i+classes]) == Argmax(y[i:i+classes]) {
				right++
			}
		}
		s.Accuracy = right / float64(len(y)/classes)
		return s
	}
	columns := n * p.places
	for j := range columns {
		r2, why := rSquared(pred, y, j, columns)
		s.R2, s.NoR2 = append(s.R2, r2), append(s.NoR2, why)
	}
	return s
}

// rSquared is of column j of columns, NaN for one that is constant, and why it is none.
func rSquared(pred, y []float64, j, columns int) (r2 float64, why string) {
	var column []float64
	mean, rows := 0.0, float64(len(y)/columns)
	for i := j; i < len(y); i += columns {
		column = append(column, y[i])
	}
	if why, constant := table.Constant(column, 1); constant {
		return math.NaN(), why
	}
	for i := j; i < len(y); i += columns {
		mean += y[i] / rows
	}
	var off, spread float64
	for i := j; i < len(y); i += columns {
		off += (y[i] - pred[i]) * (y[i] - pred[i])
		spread += (y[i] - mean) * (y[i] - mean)
	}
	return 1 - off/spread, ""
}

// Argmax is the index of the largest number, the first of equals.
func Argmax(v []float64) int {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	return best
}
