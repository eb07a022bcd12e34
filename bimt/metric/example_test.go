package metric_test

import (
	"fmt"
	"log"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A metric of one's own: the share of Σ|w| that the strongest wire of each neuron has. The
// other examples measure the same network, halves.
func Example_ownMetric() {
	space := halves()
	for _, c := range space.Connections() {
		from, to := c.Ends()
		size := c.ByNeuron(c.Magnitudes(), 0) // (neurons of to, neurons of from)
		for neuron := range to.Len() {
			wires := size[neuron*from.Len():][:from.Len()]
			fmt.Printf("%s%d %.2f  ", to.Name(), neuron, slices.Max(wires)/floats.Sum(wires))
		}
	}
	fmt.Println()
	// Output: h0 0.50  h1 1.00  h2 0.67  h3 1.00  y0 0.67  y1 0.50
}

// halves is a network 4-4-2 of two halves that share nothing but crumbs under 0.01.
func halves() *bimt.Space {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	space := bimt.NewSpace()
	x, h, y := space.Axis("x", bimt.Line(4)), space.Axis("h", bimt.Line(4)), space.Axis("y", bimt.Line(2))
	for _, c := range []struct {
		name          string
		rows, columns *bimt.Axis
		weights       []float64
	}{
		{"first", h, x, []float64{1, -1, 0.001, 0, 0, 0.5, 0, 0, 0, 0, 2, 1, 0.002, 0, 0, -1}},
		{"second", y, h, []float64{1, 2, 0, 0, 0, 0.003, 1, 1}},
	} {
		p, err := params.New(c.name, c.rows.Len(), c.columns.Len())
		if err == nil {
			err = p.Set(c.weights)
		}
		if err == nil {
			err = space.Connect(p, c.rows, c.columns)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	return space
}
