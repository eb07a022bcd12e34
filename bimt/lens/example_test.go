package lens_test

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt/lens"
)

// Numbers modulo 11, put on a circle thrice around, are a ring of frequency 3.
func ExampleRings() {
	const p = 11
	var table []float64
	for t := range p {
		s, c := math.Sincos(2 * math.Pi * 3 * float64(t) / p)
		table = append(table, c, s)
	}
	rings, err := lens.Rings(table, p, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rings {
		fmt.Printf("frequency %d, circularity %.2f, %.0f%% of the variance\n", r.Frequency, r.Circularity, 100*r.Variance)
	}
	// Output:
	// frequency 3, circularity 1.00, 50% of the variance
	// frequency 3, circularity 1.00, 50% of the variance
}

// A neuron that holds the sign of a permutation, and some more.
func ExampleIrreps() {
	neuron := lens.Sign()
	for i := range neuron {
		neuron[i] += 0.1 // a constant: the trivial irrep
	}
	energies, err := lens.Irreps(neuron)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, rho := range lens.S4() {
		fmt.Printf("%s %.2f\n", rho.Name, energies[i])
	}
	// Output:
	// trivial 0.01
	// sign 0.99
	// two-dimensional 0.00
	// standard 0.00
	// standard ⊗ sign 0.00
}

// Logits of the correct answer that depend on nothing but the sum are a clock's.
func ExampleDistanceIrrelevance() {
	const p = 5
	var logits []float64
	for a := range p {
		for b := range p {
			logits = append(logits, float64((a+b)%p))
		}
	}
	irrelevance, err := lens.DistanceIrrelevance(logits, p)
	fmt.Printf("%.2f %v %s\n", irrelevance, err, lens.Verdict(0.5, irrelevance, false))
	// Output: 1.00 <nil> clock
}
