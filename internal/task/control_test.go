package task

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func controlData(t *testing.T, k Kind, loss string) *Data {
	t.Helper()
	d, err := Make(context.Background(), k, rand.New(rand.NewPCG(1, 2)), loss)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func law() Kind {
	return Kind{Name: "formula", Of: &Formula{Inputs: []string{"a", "b"}, Formulas: []string{"a+2*b", "a*b"}, Range: []float64{0, 2}, TrainRows: 50, TestRows: 40}}
}

// Rows of a wider range lie outside of the one trained on, and have the answers of the law.
func TestStretch(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s, _, err := law().Of.(Stretcher).Stretch(context.Background(), rng, 1.2, 30)
	if err != nil || s.Rows != 30 {
		t.Fatalf("%d rows, want 30: %v", s.Rows, err)
	}
	for i := range s.Rows {
		x, y := s.Row(i)
		if inside := x[0] >= 0 && x[0] <= 2 && x[1] >= 0 && x[1] <= 2; inside || min(x[0], x[1]) < -0.2 || max(x[0], x[1]) > 2.2 {
			t.Errorf("row %v is not in the margin", x)
		}
		if math.Abs(y[0]-x[0]-2*x[1]) > 1e-12 || math.Abs(y[1]-x[0]*x[1]) > 1e-12 {
			t.Errorf("row %v has the answers %v", x, y)
		}
	}
	s, _, err = (&InContext{Dims: 1, Examples: 1}).Stretch(context.Background(), rng, 1.2, 30)
	if err != nil || s.Rows != 30 {
		t.Fatalf("%d sequences, want 30: %v", s.Rows, err)
	}
	for i := range s.Rows {
		x, y := s.Row(i) // (0, x1), (y1, 0), (0, x2)
		if w := x[2] / x[1]; math.Abs(w) <= 1 || math.Abs(w) > 1.2 || math.Abs(y[1]-w*x[5]) > 1e-12 {
			t.Errorf("sequence %v → %v has w = %v", x, y, w)
		}
	}
}

// Shuffled answers are the same ones, elsewhere; constant answers have the loss that means
// and frequencies have; the edge and the rest are all rows; what is moved is moved so far.
func TestControlsOfData(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	d := controlData(t, law(), Auto)
	shuffled := d.Shuffled(rng).Train
	if slices.Equal(shuffled.Y, d.Train.Y) || !slices.Equal(slices.Sorted(slices.Values(shuffled.Y)), slices.Sorted(slices.Values(d.Train.Y))) {
		t.Error("the answers are not those of other rows")
	}
	for j, r2 := range d.Score(d.Train, d.Constant(d.Train)).R2 {
		if math.Abs(r2) > 1e-12 {
			t.Errorf("output %d: constant answers have R² %v, want 0", j, r2)
		}
	}
	edge, inner := d.Edge(0.1)
	if edge.Rows+inner.Rows != d.Test.Rows || edge.Rows == 0 || inner.Rows == 0 {
		t.Errorf("%d rows at the edge and %d not, of %d", edge.Rows, inner.Rows, d.Test.Rows)
	}
	moved, ok := d.Shifted(d.Test, 0.5, rng)
	for i, v := range moved.X {
		if by := math.Abs(v - d.Test.X[i]); !ok || by < 0.2 || by > 0.4 { // half of 2/√12 = 0.577
			t.Fatalf("an input is moved by %v, want about 0.29", by)
		}
	}

	mod := controlData(t, Kind{Name: "modular-addition", Of: &ModularAddition{Modulus: 7, TrainFraction: 0.8}}, Auto)
	if loss := mod.Score(mod.Train, mod.Constant(mod.Train)).Loss; math.Abs(loss-math.Log(7)) > 0.05 {
		t.Errorf("constant logits have the loss %v, want about log 7", loss)
	}
	if _, ok := mod.Shifted(mod.Test, 0.1, rng); ok {
		t.Error("tokens are moved")
	}
	if edge, _ := mod.Edge(0.1); edge.Rows > 0 {
		t.Error("tokens have an edge")
	}

	images := controlData(t, Kind{Name: "digits", Of: &Digits{Parts{TrainFraction: 0.8}}}, "mse")
	one, ok := images.Shifted(images.Test, 0.1, rng)
	before := images.Test.AppendX(nil, 0, images.Test.Rows)
	if !ok || slices.Equal(one.X, before) || len(one.X) != len(before) {
		t.Error("images are not moved")
	}
	if acc := images.Score(images.Test, images.Constant(images.Test)).Accuracy; acc > 0.2 {
		t.Errorf("constant answers are right in %v of the images", acc)
	}
}
