package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func TestFormulaValues(t *testing.T) {
	tests := []struct {
		name string
		x    []float64
		want []float64
	}{
		{"independence", []float64{0.5, -0.5, 0.25, 0.5}, []float64{0.421875, 1.25}},
		{"independence", []float64{-1, 0, 0, -0.5}, []float64{-1, -1}},
		{"sharing", []float64{-0.5, 1, 0.5}, []float64{0.25, 1.25, 1.5}},
		{"composition", []float64{0.5, -0.25, 1, 0}, []float64{1.25}},
	}
	for _, tt := range tests {
		f, err := LookupFormula(tt.name)
		if err != nil {
			t.Fatal(err)
		}
		y := make([]float64, len(f.Outputs))
		f.Eval(tt.x, y)
		for i := range y {
			if math.Abs(y[i]-tt.want[i]) > 1e-15 {
				t.Errorf("%s(%v)[%d] = %v, want %v", tt.name, tt.x, i, y[i], tt.want[i])
			}
		}
	}
}

func TestFormulaSample(t *testing.T) {
	for _, f := range Formulas() {
		s, err := f.Sample(newRand(7), 4000)
		if err != nil {
			t.Fatal(err)
		}
		if s.X.Cols != len(f.Inputs) || s.Y.Cols != len(f.Outputs) || s.X.Rows != 4000 || s.Y.Rows != 4000 {
			t.Fatalf("%s: shapes X %dx%d, Y %dx%d", f.Name, s.X.Rows, s.X.Cols, s.Y.Rows, s.Y.Cols)
		}
		var mean, square float64
		for _, x := range s.X.Data {
			if x < -1 || x > 1 {
				t.Fatalf("%s: input %v outside [-1, 1]", f.Name, x)
			}
			mean += x / float64(len(s.X.Data))
			square += x * x / float64(len(s.X.Data))
		}
		// A uniform variable on [-1, 1] has mean 0 and variance 1/3.
		if math.Abs(mean) > 0.03 || math.Abs(square-1.0/3) > 0.02 {
			t.Errorf("%s: inputs have mean %v and mean square %v", f.Name, mean, square)
		}
		y := make([]float64, s.Y.Cols)
		f.Eval(s.X.Row(17), y)
		for i := range y {
			if y[i] != s.Y.Row(17)[i] {
				t.Errorf("%s: row 17 of Y is not the formula of row 17 of X", f.Name)
			}
		}
		again, _ := f.Sample(newRand(7), 4000)
		other, _ := f.Sample(newRand(8), 4000)
		if again.X.Data[3] != s.X.Data[3] || other.X.Data[3] == s.X.Data[3] {
			t.Errorf("%s: the seed does not decide the data", f.Name)
		}
	}
}

func TestFormulaErrors(t *testing.T) {
	if _, err := LookupFormula("indep"); err == nil || !strings.Contains(err.Error(), "independence, sharing, composition") {
		t.Errorf("unknown formula: %v", err)
	}
	for _, n := range []int{-1, 0, math.MaxInt} {
		if _, err := Formulas()[0].Sample(newRand(1), n); err == nil {
			t.Errorf("%d rows: no error", n)
		}
	}
}

func TestSplit(t *testing.T) {
	tests := []struct {
		n        int
		fraction float64
		train    int
	}{{10, 0.8, 8}, {3481, 0.8, 2784}, {2, 0.9, 1}, {2, 0.01, 1}, {576, 0.8, 460}, {100, 0.29, 29}}
	for _, tt := range tests {
		train, test, err := Split(newRand(1), tt.n, tt.fraction)
		if err != nil {
			t.Fatal(err)
		}
		if len(train) != tt.train || len(train)+len(test) != tt.n {
			t.Errorf("Split(%d, %v): %d + %d rows, want %d for training", tt.n, tt.fraction, len(train), len(test), tt.train)
		}
		seen := make([]bool, tt.n)
		for _, r := range append(append([]int{}, train...), test...) {
			if seen[r] {
				t.Fatalf("row %d dealt twice", r)
			}
			seen[r] = true
		}
	}
	a, _, _ := Split(newRand(1), 100, 0.5)
	b, _, _ := Split(newRand(1), 100, 0.5)
	c, _, _ := Split(newRand(2), 100, 0.5)
	if fmt.Sprint(a) != fmt.Sprint(b) || fmt.Sprint(a) == fmt.Sprint(c) {
		t.Error("the seed does not decide the split")
	}
	for _, f := range []float64{0, 1, -0.1, 2, math.NaN()} {
		if _, _, err := Split(newRand(1), 10, f); err == nil {
			t.Errorf("fraction %v: no error", f)
		}
	}
	if _, _, err := Split(newRand(1), 1, 0.5); err == nil {
		t.Error("one row: no error")
	}
}

func ExampleFormula_Sample() {
	rng := rand.New(rand.NewPCG(0, 0))
	f, err := LookupFormula("sharing")
	if err != nil {
		fmt.Println(err)
		return
	}
	train, err := f.Sample(rng, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Inputs, "->", f.Outputs)
	fmt.Println(train.X.Rows, train.X.Cols, train.Y.Cols)
	// Output:
	// [x1 x2 x3] -> [x1² x1²+x2² x1²+x2²+x3²]
	// 100 3 3
}
