package run

import (
	"fmt"
	"testing"

	"github.com/gobimt/bimt/internal/task"
	"gonum.org/v1/gonum/mat"
)

const cars = "../../testdata/tables/cars.csv"

const carInputs = "inputs=[Cylinders, Displacement, Horsepower, Weight_in_lbs, Acceleration, Year]"

func TestDigitsAreLearned(t *testing.T) {
	r := small(t, "digits", "steps=300", "log_every=300")
	train(t, r)
	if _, test := scores(t, r); test.Accuracy < 0.85 || r.Lines[0].TestAccuracy != test.Accuracy {
		t.Errorf("accuracy %v, want 0.85 or more after 300 steps; %v in the log", test.Accuracy, r.Lines[0].TestAccuracy)
	}
}

// leastSquares is the held-out R² of a linear fit.
func leastSquares(t *testing.T, d *task.Data) float64 {
	t.Helper()
	design := func(s task.Set) *mat.Dense {
		n := task.Size(s.XShape)
		m := mat.NewDense(s.Rows, n+1, nil)
		for i := range s.Rows {
			x, _ := s.Row(i)
			m.SetRow(i, append([]float64{1}, x...))
		}
		return m
	}
	var w, out mat.Dense
	if err := w.Solve(design(d.Train), mat.NewDense(d.Train.Rows, 1, d.Train.Y)); err != nil {
		t.Fatal(err)
	}
	out.Mul(design(d.Test), &w)
	return d.Score(d.Test, out.RawMatrix().Data).R2[0]
}

// A table that no one prepared trains to a better held-out R² than a linear fit, with
// few weights.
func TestCarsBeatALinearFit(t *testing.T) {
	var linear, network float64
	const seeds = 3
	for seed := range seeds {
		r := small(t, "table", "path="+cars, carInputs, "outputs=[Miles_per_Gallon]", fmt.Sprint("seed=", seed), "steps=2000", "log_every=2000")
		train(t, r)
		_, test := scores(t, r)
		linear += leastSquares(t, r.Data) / seeds
		network += test.R2[0] / seeds
		if active, total := ActiveWeights(r.Network.Space, ActiveAbove); active > total/10 {
			t.Errorf("seed %d: %d of %d weights are active", seed, active, total)
		}
	}
	t.Logf("held-out R²: linear %.3f, network %.3f", linear, network)
	if network < linear+0.02 {
		t.Errorf("held-out R²: linear %.3f, network %.3f", linear, network)
	}
}
