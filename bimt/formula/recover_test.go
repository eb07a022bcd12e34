package formula_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt/formula"
)

// table draws rows uniformly and answers with a formula, with noise of a part of its deviation.
func table(t *testing.T, truth string, names []string, low, high float64, rows int, noise float64, seed uint64) formula.Data {
	t.Helper()
	f, err := parse(t, truth).Compile(names)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 11))
	d := formula.Data{Names: names}
	sum, squares := 0.0, 0.0
	for range rows {
		row := make([]float64, len(names))
		for j := range row {
			row[j] = low + (high-low)*r.Float64()
		}
		y := f.Eval(row)
		sum, squares = sum+y, squares+y*y
		d.X, d.Y = append(d.X, row), append(d.Y, y)
	}
	n := float64(rows)
	sd := math.Sqrt(squares/n - sum*sum/(n*n))
	for i := range d.Y {
		d.Y[i] += noise * sd * r.NormFloat64()
	}
	return d
}

func TestRecover(t *testing.T) {
	four := []string{"x1", "x2", "x3", "x4"}
	for _, c := range []struct {
		truth string
		names []string
		low   float64
	}{
		{"x1^2", four[:1], -1},
		{"x1*x2", four[:2], -1},
		{"(x1+x3)^3", four, -1},
		{"x2^2+sin(pi*x4)", four, -1},
		{"sqrt((x1-x2)^2+(x3-x4)^2)", four, -1},
		{"x1^2+x2^2+x3^2", four[:3], -1},
	} {
		for _, noise := range []float64{0, 0.01} {
			found, err := formula.Recover(context.Background(), table(t, c.truth, c.names, c.low, 1, 2000, noise, 1), formula.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := parse(t, c.truth).String()
			if found.Best == nil || found.Best.Expr.String() != want {
				t.Errorf("%s, noise %v: not found", want, noise)
			}
		}
	}
}
