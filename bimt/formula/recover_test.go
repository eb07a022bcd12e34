package formula_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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
	for _, c := range []struct {
		truth string
		names []string
		noise []float64
	}{
		{"x1^2", []string{"x1"}, []float64{0, 0.01}},
		{"x1*x2", []string{"x1", "x2"}, []float64{0, 0.01}},
		{"(x1+x3)^3", []string{"x1", "x3"}, []float64{0, 0.01}},
		{"x2^2+sin(pi*x4)", []string{"x2", "x4"}, []float64{0, 0.01}},
		{"sqrt((x1-x2)^2+(x3-x4)^2)", []string{"x1", "x2", "x3", "x4"}, []float64{0}},
	} {
		for _, noise := range c.noise {
			found, err := formula.Recover(context.Background(), table(t, c.truth, c.names, -1, 1, 1000, noise, 1), formula.Options{})
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

func TestRecoverIsDeterministicAndEnds(t *testing.T) {
	d := table(t, "x1^2+x1", []string{"x1"}, 0, 1, 100, 0.05, 2)
	var texts [2]string
	for i := range texts {
		found, err := formula.Recover(context.Background(), d, formula.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range found.Candidates {
			texts[i] += c.Expr.String() + "\n"
		}
	}
	if texts[0] != texts[1] {
		t.Errorf("searched twice, it finds\n%sand\n%s", texts[0], texts[1])
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := formula.Recover(ctx, d, formula.Options{}); err == nil {
		t.Error("a search that was stopped before it began finds something")
	}
}

// A search that its work ends finds the same every time, says so, and finishes what it has found; one of
// enough work finds what one without a bound does.
func TestWork(t *testing.T) {
	find := func(truth string, work int64) formula.Result {
		t.Helper()
		d := table(t, truth, []string{"x1", "x2"}, -1, 1, 200, 0, 3)
		found, err := formula.Recover(t.Context(), d, formula.Options{Work: work})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	hard := "exp(x1)*sin(3*x2)"
	little, again, enough := find(hard, 1e4), find(hard, 1e4), find("x1*x2", 1e9)
	if !little.Spent || !slices.EqualFunc(little.Candidates, again.Candidates, func(a, b formula.Candidate) bool {
		return a.Expr.String() == b.Expr.String() && a.R2 == b.R2
	}) {
		t.Errorf("of little work: %v, then %v", little, again)
	}
	if enough.Spent || enough.Best == nil || enough.Best.Expr.String() != "x₁·x₂" || little.Best != nil {
		t.Errorf("of much work: %v; of little %v", enough, little)
	}
}

func TestRecoverErrors(t *testing.T) {
	good := func() formula.Data { return table(t, "x", []string{"x"}, 0, 1, 30, 0, 1) }
	for want, change := range map[string]func(d *formula.Data){
		"needs 20 rows":     func(d *formula.Data) { d.X, d.Y = d.X[:5], d.Y[:5] },
		"row 3, column 0":   func(d *formula.Data) { d.Y[3] = math.NaN() },
		"row 7, column 1":   func(d *formula.Data) { d.X[7] = []float64{math.Inf(1)} },
		"row 9 has 2":       func(d *formula.Data) { d.X[9] = []float64{1, 2} },
		`are called "x"`:    func(d *formula.Data) { d.Names = []string{"x", "x"} },
		"30 rows of 0 colu": func(d *formula.Data) { d.Names = nil },
	} {
		d := good()
		change(&d)
		if _, err := formula.Recover(context.Background(), d, formula.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want one that says %q", err, want)
		}
	}
	constant := good()
	for i := range constant.Y {
		constant.Y[i] = 2.5
	}
	found, err := formula.Recover(context.Background(), constant, formula.Options{})
	if err != nil || found.Best == nil || found.Best.Expr.String() != "2.5" {
		t.Errorf("a constant: %v, %v", found, err)
	}
}
