package bimt_test

import (
	"errors"
	"fmt"
	"log"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Long wires cost much more than short ones: a distance of one's own.
func ExampleWithDistance() {
	squared := func(a, b []float64) float64 { return math.Pow(bimt.CityBlock(a, b), 2) }
	space, params := bimt.NewSpace(bimt.WithDistance(squared)), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	x, h := space.Axis("x", bimt.Line(3)), space.Axis("h", bimt.Line(3))
	w, err := params.New("w", 3, 3)
	if err == nil {
		err = errors.Join(w.Set([]float64{0, 0, 1, 0, 1, 0, 1, 0, 0}), space.Connect(w, h, x))
	}
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range space.Connections()[0].Lengths() { // (h, x)
		fmt.Printf("%.2f ", d)
	}
	fmt.Println()
	// Output: 0.00 0.11 0.44 0.11 0.00 0.11 0.44 0.11 0.00
}
