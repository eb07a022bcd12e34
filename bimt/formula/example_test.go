package formula_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/formula"
	"github.com/gobimt/bimt/graph/op"
)

// A formula is read, printed in four languages and computed.
func Example() {
	e, err := formula.Parse("sqrt((x1-x2)^2 + 1) / (4*pi*r^2)")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(e)
	fmt.Println(e.LaTeX())
	fmt.Println(e.Go())
	fmt.Println(e.SymPy())
	f, err := e.Compile([]string{"x1", "x2", "r"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f\n", f.Eval([]float64{1, 2, 0.5}))
	// Output:
	// √((x₁ − x₂)² + 1)/(4·π·r²)
	// \frac{\sqrt{(x_{1} - x_{2})^{2} + 1}}{4 \pi \cdot r^{2}}
	// 0.07957747154594767*math.Sqrt(math.Pow(x1 - x2, 2.0) + 1.0)/math.Pow(r, 2.0)
	// sqrt((x1 - x2)**2 + 1)/(4*pi*r**2)
	// 0.4502
}

// A table of falling bodies gives the law of the fall.
func ExampleRecover() {
	d := formula.Data{Names: []string{"t", "h"}}
	for i := range 200 {
		t, h := 0.01*float64(i), 1+math.Mod(0.618*float64(i), 1)
		d.X, d.Y = append(d.X, []float64{t, h}), append(d.Y, h-9.81/2*t*t)
	}
	found, err := formula.Recover(context.Background(), d, formula.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Best.Expr.Round(4))
	// Output:
	// h − 4.905·t²
}

// Two SiLUs whose linear terms cancel are a square. The network is explained, so its formula holds
// as far as the network does.
func ExampleOfCircuit() {
	layers := []circuit.Layer{
		{Name: "hidden", In: 1, Weight: []float64{0.05, -0.05}, Activation: op.SiLU},
		{Name: "out", In: 2, Weight: []float64{800, 800}, Activation: op.Identity},
	}
	c, err := circuit.FromLayers([]circuit.Input{{Name: "side"}}, layers, []circuit.Output{{Name: "area"}}, 0.01)
	if err != nil {
		log.Fatal(err)
	}
	exact, err := formula.Exact(c, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(exact)
	rows := [][]float64{{-1}, {1}} // the range
	found, err := formula.OfCircuit(context.Background(), c, 0, rows, nil, formula.Options{})
	if err != nil {
		log.Fatal(err)
	}
	best := found.Candidates[0]
	fmt.Printf("%v, R² %.4f inside and %.4f outside\n", best.Expr, best.R2, best.R2Outside)
	// Output:
	// 800·silu(−0.05·side) + 800·silu(0.05·side)
	// side², R² 1.0000 inside and 1.0000 outside
}
