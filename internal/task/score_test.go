package task

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/internal/dataset/table"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 || (math.IsNaN(a) && math.IsNaN(b)) }

func TestScoreOfNumbers(t *testing.T) {
	d := &Data{Loss: MSE}
	s := Set{Rows: 3, XShape: []int{1}, YShape: []int{2}, Y: []float64{0, 5, 1, 5, 2, 5}}
	got := d.Score(s, []float64{0, 5, 1, 5, 1, 5})
	if !near(got.Loss, 1.0/6) || !near(got.R2[0], 0.5) || !math.IsNaN(got.R2[1]) || !math.IsNaN(got.Accuracy) {
		t.Errorf("%+v: want loss 1/6, R² ½ and none for the constant output", got)
	}
}

func TestScoreOfClasses(t *testing.T) {
	d := &Data{Schema: Schema{Classes: 2}, Loss: CrossEntropy}
	s := Set{Rows: 2, XShape: []int{1}, Y: []float64{0, 1}}
	got := d.Score(s, []float64{0, 0, 0, math.Log(3)})
	if want := (math.Log(2) + math.Log(4.0/3)) / 2; !near(got.Loss, want) || got.Accuracy != 1 {
		t.Errorf("%+v: want loss %v and accuracy 1", got, want)
	}
	s.oneHot(2)
	d.Loss = MSE
	if got := d.Score(s, []float64{1, 0, 1, 0}); !near(got.Loss, 0.5) || got.Accuracy != 0.5 {
		t.Errorf("%+v: want loss ½ and accuracy ½", got)
	}
}

// Of a sequence only the first outputs at each place are compared.
func TestScoreOfSequences(t *testing.T) {
	d := &Data{Schema: Schema{Sequence: Sequence{Length: 2, OutputWidth: 2}}, Loss: MSE}
	s := Set{Rows: 2, XShape: []int{3, 2}, YShape: []int{2, 1}, Y: []float64{1, 2, 3, 4}}
	got := d.Score(s, []float64{1, 9, 2, 9, 3, 9, 6, 9})
	if !near(got.Loss, 1) || !near(got.PlaceLoss[0], 0) || !near(got.PlaceLoss[1], 2) || len(got.R2) != 2 {
		t.Errorf("%+v: want loss 1, of it 0 and 2 at the two places", got)
	}
}

// An output without a spread, to rounding, has no R², and the reason is said; errors are
// told in the units of the data.
func TestScoreOfConstants(t *testing.T) {
	f := &Formula{Inputs: []string{"x"}, Formulas: []string{"3", "1e-30*x", "x"}, Range: []float64{0, 1}, TrainRows: 20, TestRows: 20}
	d, err := Make(t.Context(), Kind{Name: "formula", Of: f}, random(), Auto)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(d.Test.Y))
	for i, y := range d.Test.Y {
		out[i] = y + 0.5
	}
	got := d.Score(d.Test, out)
	if !math.IsNaN(got.R2[0]) || !math.IsNaN(got.R2[1]) || math.IsNaN(got.R2[2]) || got.NoR2[0] != "all values are 3" || got.NoR2[1] == "" || got.NoR2[2] != "" {
		t.Errorf("R² %v, %q", got.R2, got.NoR2)
	}
	off, err := d.RMSE(d.Test, out)
	if err != nil || len(off) != 3 || !near(off[0], 0.5) || !near(off[2], 0.5) {
		t.Errorf("RMSE %v, %v", off, err)
	}
	d.OutScale = &table.Scaling{Names: d.Outputs, Mean: []float64{0, 0, 1}, Std: []float64{1, 1, 4}, Min: make([]float64, 3), Max: make([]float64, 3)}
	if off, err := d.RMSE(d.Test, out); err != nil || !near(off[2], 2) {
		t.Errorf("RMSE %v of deviations of 4, %v", off, err)
	}
}
