package task

import (
	"math"
	"testing"
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
