package vec_test

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
)

// Bias, activation and its derivative of a layer of two neurons and a batch of two.
func ExampleSiLU() {
	z := []float64{
		0, 1,
		-2, 3,
	}
	vec.AddBias(z, 2, 2, []float64{0, -1})
	h, dh := make([]float64, 4), make([]float64, 4)
	vec.SiLU(h, dh, z)
	fmt.Printf("%.4f\n%.4f\n", h, dh)
	// Output:
	// [0.0000 0.0000 -0.2384 1.7616]
	// [0.5000 0.5000 -0.0908 1.0908]
}

// The cost of two wires of lengths 1 and 2, at A = 2 per length and y = 0.1 each, and its gradient.
func ExampleAbsWeightedSum() {
	w, d := []float64{0.5, -1}, []float64{1, 2}
	g := make([]float64, 2)
	vec.AbsWeightedGrad(g, w, d, 1, 2, 0.1)
	fmt.Printf("%.2f %.2f\n", vec.AbsWeightedSum(w, d, 2, 0.1), g)
	// Output: 5.15 [2.10 -4.10]
}
