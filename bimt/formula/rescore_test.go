package formula

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// Of all pairs of terms the one that made the answers comes first on the wider rows, with
// its coefficients.
func TestChoicesAreScoredOnMoreRows(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	names := []string{"a", "b"}
	var x [][]float64
	var y []float64
	columns := make([][]float64, len(names))
	for i := range widerRows {
		row := []float64{1 + r.Float64(), 1 + r.Float64()}
		x, y = append(x, row), append(y, 2*row[0]-3*row[1]*row[1]+1+0.1*r.NormFloat64())
		for j := range columns {
			if i < sampleRows {
				columns[j] = append(columns[j], row[j])
			}
		}
	}
	lib := newLibrary(names, columns)
	lib.wider = wider{names: names, x: x, values: map[int][]float64{}}
	reg := (&search{Data: Data{Names: names, X: x, Y: y}}).newRegression(lib, simple, &transforms[0], sampleRows, 1)
	for k, c := range reg.choices(&budget{Context: context.Background(), left: 1 << 40}, false, 2) {
		if got := reg.formula(&transforms[0], &c, 1).Round(2).settled().String(); k == 0 && got != "2·a − 3·b² + 1" && got != "−3·b² + 2·a + 1" {
			t.Errorf("the first pair is %s", got)
		}
		if k > 0 && c.r2 > 1 || math.IsNaN(c.merit) {
			t.Errorf("R² is %v, merit %v", c.r2, c.merit)
		}
	}
}

func TestSigned(t *testing.T) {
	s := &search{Data: Data{Names: []string{"x"}, X: [][]float64{{0.1}, {0.9}}}}
	for text, want := range map[string]string{"abs(1+x)": "x + 1", "abs(x-2)": "2 − x", "abs(x-1/2)": "abs(x − 0.5)", "sqrt(abs(1-x^2))": "√(1 − x²)"} {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.signed(e).String(); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}
