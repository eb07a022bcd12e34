package table

import (
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/dataset"
)

func TestConstant(t *testing.T) {
	for _, c := range []struct {
		values []float64
		size   float64
		reason string // "" if they vary
	}{
		{nil, 0, "there are no values"},
		{[]float64{3, 3, 3}, 0, "all values are 3"},
		{[]float64{0.3, math.Nextafter(0.3, 1)}, 0, "the values differ by 5.6e-17, no more than the rounding of numbers of about 0.3"},
		{[]float64{1e9, 1e9 + 1e-7}, 0, "the rounding of numbers of about 1e+09"},
		{[]float64{-1e-30, 1e-30}, 1, "the values differ by 2e-30, no more than the rounding of numbers of about 1"},
		{[]float64{-1e-30, 1e-30}, 0, ""},
		{[]float64{1, 1 + 1e-12}, 1, ""},
		{[]float64{0, 5e-324}, 0, ""},
		{[]float64{1, math.NaN()}, 0, ""},
		{[]float64{1, math.Inf(1)}, 0, ""},
		{[]float64{-math.MaxFloat64, math.MaxFloat64}, 0, ""},
	} {
		reason, constant := Constant(c.values, c.size)
		if constant != (c.reason != "") || !strings.Contains(reason, c.reason) {
			t.Errorf("%v beside %v: %v because %q, want %q", c.values, c.size, constant, reason, c.reason)
		}
	}
}

// Rounding isn't blown up to a deviation of 1.
func TestConstantIsNotScaled(t *testing.T) {
	m := dataset.Matrix{Rows: 2, Cols: 1, Data: []float64{0.3, math.Nextafter(0.3, 1)}}
	s, err := FitScaling([]string{"v"}, m)
	if err != nil || s.Std[0] != 1 || len(s.Constant()) != 1 || s.CheckVaries() == nil {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestFewRows(t *testing.T) {
	for _, c := range []struct {
		train, test, inputs int
		want                string
	}{
		{40, 10, 3, ""},
		{16, 4, 3, "only 4 rows of 20 to test on, so that measures on them say little: give more rows, or a smaller train_fraction"},
		{8, 1, 3, "only 1 row of 9 to test on, so that measures on them say little: give more rows, or a smaller train_fraction"},
		{40, 10, 50, "40 rows to train on are fewer than the 50 inputs, so that they can be learnt by heart: give more rows or fewer inputs"},
		{4, 1, 5, "4 rows to train on are fewer than the 5 inputs, so that they can be learnt by heart, and only 1 row of 5 to test on, so that measures on them say little: give more rows"},
		{5, 10, 5, ""},
	} {
		if got := FewRows(c.train, c.test, c.inputs); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
