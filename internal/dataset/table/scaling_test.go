package table

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/dataset"
	"pgregory.net/rapid"
)

func TestScaling(t *testing.T) {
	m := dataset.Matrix{Rows: 4, Cols: 2, Data: []float64{2, 7, 4, 7, 4, 7, 6, 7}}
	s, err := FitScaling([]string{"a", "b"}, m)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Mean, []float64{4, 7}) || !slices.Equal(s.Std, []float64{math.Sqrt2, 1}) {
		t.Errorf("mean %v, deviation %v", s.Mean, s.Std)
	}
	if got := s.Constant(); !slices.Equal(got, []string{"b"}) {
		t.Errorf("constant columns %v", got)
	}
	if err := s.CheckVaries(); err == nil || !strings.Contains(err.Error(), "output b has the same value") {
		t.Errorf("constant output: %v", err)
	}
	out, err := s.Apply(m)
	if err != nil || math.Abs(out.Data[0]+math.Sqrt2) > 1e-15 || out.Data[1] != 0 {
		t.Errorf("standardised to %v, %v", out.Data, err)
	}
	for row, want := range map[[2]float64]string{{2, 7}: "[]", {1.9, 7}: "[a]", {6.1, 8}: "[a b]", {math.NaN(), 7}: "[a]"} {
		if got, err := s.Outside(row[:]); err != nil || fmt.Sprint(got) != want {
			t.Errorf("outside in row %v: %v, %v; want %s", row, got, err, want)
		}
	}
}

// Standardised columns have mean 0 and deviation 1 whatever the unit, and the
// inverse brings the numbers back, also after a way through JSON.
func TestScalingInverts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		unit := math.Pow(10, float64(rapid.IntRange(-250, 250).Draw(rt, "exponent")))
		values := rapid.SliceOfN(rapid.Float64Range(-1, 1), 2, 30).Draw(rt, "values")
		for i := range values {
			values[i] *= unit
		}
		m := dataset.Matrix{Rows: len(values), Cols: 1, Data: values}
		fitted, err := FitScaling([]string{"v"}, m)
		if err != nil {
			rt.Fatal(err)
		}
		text, err := json.Marshal(fitted)
		if err != nil {
			rt.Fatal(err)
		}
		var s Scaling
		if err := json.Unmarshal(text, &s); err != nil {
			rt.Fatal(err)
		}
		out, err := s.Apply(m)
		if err != nil {
			rt.Fatal(err)
		}
		back, err := s.Invert(out)
		if err != nil {
			rt.Fatal(err)
		}
		var mean, square float64
		for i, v := range out.Data {
			mean += v / float64(len(values))
			square += v * v / float64(len(values))
			if math.Abs(back.Data[i]-values[i]) > 1e-12*unit {
				rt.Fatalf("%v came back as %v", values[i], back.Data[i])
			}
		}
		// Rounding counts against the deviation, which may be small beside the numbers.
		slack := 1e-13 * (1 + unit/s.Std[0])
		if len(s.Constant()) == 0 && (math.Abs(mean) > slack || math.Abs(square-1) > slack) {
			rt.Fatalf("mean %v, mean square %v", mean, square)
		}
	})
}

func TestScalingErrors(t *testing.T) {
	column := func(v ...float64) dataset.Matrix { return dataset.Matrix{Rows: len(v), Cols: 1, Data: v} }
	for name, m := range map[string]dataset.Matrix{
		"no rows":   column(),
		"two names": dataset.NewMatrix(2, 2),
		"overflow":  column(-math.MaxFloat64, math.MaxFloat64),
		"NaN":       column(math.NaN(), 1),
	} {
		if _, err := FitScaling([]string{"v"}, m); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if s, err := FitScaling([]string{"v"}, column(0, 5e-324)); err != nil || !(s.Std[0] > 0) {
		t.Errorf("smallest numbers: deviation %v, %v", s.Std, err)
	}
	good, err := FitScaling([]string{"v"}, column(1, 2))
	if err != nil {
		t.Fatal(err)
	}
	short, zero := good, good
	short.Max = nil
	zero.Std = []float64{0}
	for want, s := range map[string]Scaling{"is incomplete": short, "std 0": zero} {
		if _, err := s.Apply(column(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := good.Invert(dataset.NewMatrix(1, 3)); err == nil {
		t.Error("three columns for one: no error")
	}
	if _, err := good.Outside([]float64{1, 2}); err == nil {
		t.Error("row of two for one column: no error")
	}
}
