package formula_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/formula"
	"github.com/gobimt/bimt/graph/op"
)

// cancelling is y = 3 + x1·(x2 − 1) nearly, in its columns' units: four SiLUs whose linear
// terms cancel, for silu(z) + silu(−z) = z tanh(z/2) is z²/2 for small z, and
// 4·x1·x2 = (x1+x2)² − (x1−x2)². x3 is not read.
func cancelling(t *testing.T) *circuit.Circuit {
	t.Helper()
	const s = 0.05
	layers := []circuit.Layer{
		{Name: "h", In: 3, Weight: []float64{s, s, 0, -s, -s, 0, s, -s, 0, -s, s, 0}, Activation: op.SiLU},
		{Name: "y", In: 4, Weight: []float64{0.5 / (s * s), 0.5 / (s * s), -0.5 / (s * s), -0.5 / (s * s)}, Activation: op.Identity},
	}
	c, err := circuit.FromLayers([]circuit.Input{{Name: "x1"}, {Name: "x2", Mean: 1, Std: 2}, {Name: "x3"}}, layers, []circuit.Output{{Name: "y", Mean: 3, Std: 2}}, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func uniform(rows, columns int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 3))
	x := make([][]float64, rows)
	for i := range x {
		x[i] = make([]float64, columns)
		for j := range x[i] {
			x[i][j] = 2*r.Float64() - 1
		}
	}
	return x
}

func TestExact(t *testing.T) {
	c := cancelling(t)
	e, err := formula.Exact(c, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.Compile([]string{"x1", "x2", "x3"})
	if err != nil {
		t.Fatal(err)
	}
	g, err := c.Evaluator()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, 1)
	for _, row := range uniform(20, 3, 1) {
		if err := g.Eval(out, row); err != nil {
			t.Fatal(err)
		}
		if got := f.Eval(row); math.Abs(got-out[0]) > 1e-9 {
			t.Fatalf("at %v the expression is %v, the circuit %v", row, got, out[0])
		}
	}
	if _, err := formula.Exact(c, 0, 10); err == nil || !strings.Contains(err.Error(), "prune more") {
		t.Errorf("an expression too long: %v", err)
	}
	if _, err := formula.Exact(c, 1, 0); err == nil {
		t.Error("an output that is not there has an expression")
	}
}

func TestOfCircuit(t *testing.T) {
	c := cancelling(t)
	rows := uniform(500, 3, 2)
	answers := make([]float64, len(rows))
	for i, row := range rows {
		answers[i] = 3 + row[0]*(row[1]-1)
	}
	found, err := formula.OfCircuit(context.Background(), c, 0, rows, answers, formula.Options{})
	if err != nil {
		t.Fatal(err)
	}
	best := found.Candidates[0]
	if want := "x₁·x₂ − x₁ + 3"; best.Expr.String() != want || found.Best == nil {
		t.Errorf("found %s, want %s", best.Expr, want)
	}
	if best.R2 < 0.999 || best.R2Data < 0.9999 || best.R2Outside < 0.99 || found.Output != "y" {
		t.Errorf("R² %v against the network, %v against the data, %v outside", best.R2, best.R2Data, best.R2Outside)
	}
}

// What a network computes is x² nearly, and a·cos x + b more nearly still: where the
// difference is not worth explaining, the square is the formula.
func TestSquareBeforeCosine(t *testing.T) {
	const w, b = 1.6, 0.3 // silu(wx + b) + silu(−wx + b) bends less at the ends
	layers := []circuit.Layer{
		{Name: "h", In: 2, Weight: []float64{w, 0, -w, 0, 0, w, 0, -w}, Bias: []float64{b, b, b, b}, Activation: op.SiLU},
		{Name: "y", In: 4, Weight: []float64{0.9505, 0.9505, 0.9505, 0.9505}, Bias: []float64{-0.686}, Activation: op.Identity},
	}
	c, err := circuit.FromLayers([]circuit.Input{{Name: "x1"}, {Name: "x2"}}, layers, []circuit.Output{{Name: "y"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	found, err := formula.OfCircuit(context.Background(), c, 0, uniform(500, 2, 2), nil, formula.Options{Tolerance: 0.06})
	if err != nil {
		t.Fatal(err)
	}
	best := found.Candidates[0]
	if got, want := best.Expr.String(), "x₁² + x₂²"; got != want {
		t.Errorf("the formula is %s, want %s", got, want)
	}
	if best.R2 < 0.997 || best.R2 > 0.9990 {
		t.Errorf("its R² is %v: the network is to differ from it", best.R2)
	}
}

// A dense network with large random weights is no short formula.
func TestNoGoodFit(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	layer := func(out, in int, gain float64, act circuit.Activation) circuit.Layer {
		l := circuit.Layer{In: in, Weight: make([]float64, out*in), Bias: make([]float64, out), Activation: act}
		for i := range l.Weight {
			l.Weight[i] = gain * r.NormFloat64() / math.Sqrt(float64(in))
		}
		for i := range l.Bias {
			l.Bias[i] = gain * r.NormFloat64()
		}
		return l
	}
	c, err := circuit.FromLayers([]circuit.Input{{Name: "x1"}}, []circuit.Layer{
		layer(20, 1, 8, op.Tanh), layer(20, 20, 3, op.Tanh), layer(1, 20, 1, op.Identity)}, []circuit.Output{{Name: "y"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	found, err := formula.OfCircuit(context.Background(), c, 0, uniform(500, 1, 6), nil, formula.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if found.Best != nil {
		t.Errorf("a random network is %s, with R² %v", found.Best.Expr, found.Best.R2)
	}
	if !math.IsNaN(found.Candidates[0].R2Data) {
		t.Errorf("R² against no data is %v", found.Candidates[0].R2Data)
	}
}
