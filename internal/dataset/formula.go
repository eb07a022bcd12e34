package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Formula is a function from numbers to numbers whose structure a network
// should reveal. Its inputs are drawn uniformly from [-1, 1].
type Formula struct {
	Name    string
	Inputs  []string // names of the inputs, for pictures
	Outputs []string // the outputs as written in the paper, for pictures

	// Eval writes the outputs for inputs x [len(Inputs)] into y [len(Outputs)].
	Eval func(x, y []float64)
}

// Formulas returns the three symbolic formulas of Liu, Gan and Tegmark 2023
// (arXiv 2305.08746, section "Symbolic formulas"):
//
//	independence  (x1+x3)³, x2² + sin(π x4)
//	sharing       x1², x1²+x2², x1²+x2²+x3²
//	composition   √((x1−x2)² + (x3−x4)²)
func Formulas() []Formula {
	return []Formula{
		{
			Name:    "independence",
			Inputs:  inputNames(4),
			Outputs: []string{"(x1+x3)³", "x2²+sin(πx4)"},
			Eval: func(x, y []float64) {
				s := x[0] + x[2]
				y[0] = s * s * s
				y[1] = x[1]*x[1] + math.Sin(math.Pi*x[3])
			},
		},
		{
			Name:    "sharing",
			Inputs:  inputNames(3),
			Outputs: []string{"x1²", "x1²+x2²", "x1²+x2²+x3²"},
			Eval: func(x, y []float64) {
				y[0] = x[0] * x[0]
				y[1] = y[0] + x[1]*x[1]
				y[2] = y[1] + x[2]*x[2]
			},
		},
		{
			Name:    "composition",
			Inputs:  inputNames(4),
			Outputs: []string{"√((x1−x2)²+(x3−x4)²)"},
			Eval: func(x, y []float64) {
				a, b := x[0]-x[1], x[2]-x[3]
				y[0] = math.Sqrt(a*a + b*b)
			},
		},
	}
}

// LookupFormula returns the formula of that name; an unknown name is an error
// that lists the known ones.
func LookupFormula(name string) (Formula, error) {
	all := Formulas()
	i := slices.IndexFunc(all, func(f Formula) bool { return f.Name == name })
	if i < 0 {
		names := make([]string, len(all))
		for j, f := range all {
			names[j] = f.Name
		}
		return Formula{}, fmt.Errorf("unknown formula %q: choose one of %s", name, strings.Join(names, ", "))
	}
	return all[i], nil
}

// Sample draws n rows: X [n, len(Inputs)] uniform in [-1, 1], row by row, and
// Y [n, len(Outputs)]. It fails if n < 1, or if n is too large for memory.
func (f Formula) Sample(rng *rand.Rand, n int) (Samples, error) {
	if err := checkSize("rows of "+f.Name, n, len(f.Inputs)+len(f.Outputs)); err != nil {
		return Samples{}, err
	}
	s := Samples{X: NewMatrix(n, len(f.Inputs)), Y: NewMatrix(n, len(f.Outputs))}
	for i := range s.X.Data {
		s.X.Data[i] = 2*rng.Float64() - 1
	}
	for i := range n {
		f.Eval(s.X.Row(i), s.Y.Row(i))
	}
	return s, nil
}

func inputNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("x%d", i+1)
	}
	return names
}
