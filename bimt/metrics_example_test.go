package bimt_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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

func ExampleGraph_Modularity() {
	space, rng := halves(), rand.New(rand.NewPCG(1, 2))
	g, err := space.Graph(0)
	if err != nil {
		log.Fatal(err)
	}
	p, err := g.Modularity(bimt.Restarts, rng)
	if err != nil {
		log.Fatal(err)
	}
	shuffled, err := space.ShuffledModularity(0, 10, bimt.Restarts, rng)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Q = %.3f, %d communities; shuffled %.3f\n", p.Q, p.Communities, shuffled.Mean)
	// Output: Q = 0.499, 2 communities; shuffled 0.349
}

func ExampleSpace_PruningCurve() {
	space := halves()
	lost := func() (float64, error) { // stands for a loss on test data
		sum := 30.0
		for _, c := range space.Connections() {
			for _, w := range c.Param().Float64s() {
				sum -= w * w
			}
		}
		return sum, nil
	}
	p, err := space.PruningCurve(lost, bimt.PruneOptions{Grid: []int{0, 5, 10}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("loss %.2f with %d weights, at most %.2f with %d\n", p.Loss, p.Weights, p.Target, p.Fewest)
	for _, c := range p.Curve {
		fmt.Printf("%d kept: %.2f\n", c.Weights, c.Loss)
	}
	// Output:
	// loss 14.75 with 24 weights, at most 15.49 with 9
	// 0 kept: 30.00
	// 5 kept: 19.00
	// 10 kept: 14.75
}
