package op_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Causal attention of one head over three places: all scores are equal, so each place takes
// the mean of what it sees.
func ExampleAttend() {
	g := gorgonia.NewGraph()
	q, err := graph.Input(g, tensor.Float64, "q and k", 1, 3, 2) // (batch, time, width)
	if err != nil {
		log.Fatal(err)
	}
	v, err := graph.Input(g, tensor.Float64, "v", 1, 3, 1)
	if err != nil {
		log.Fatal(err)
	}
	if err := graph.Feed(v, 3.0, 6, 9); err != nil {
		log.Fatal(err)
	}
	out, pattern, err := op.Attend(q, q, v, op.Attention{Heads: 1, Causal: true, Rate: 1})
	if err != nil {
		log.Fatal(err)
	}
	s, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out, pattern}})
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Run(); err != nil {
		log.Fatal(err)
	}
	for _, n := range []*gorgonia.Node{out, pattern} {
		values, err := s.Float64s(n)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%v %.2f\n", n.Shape(), values)
	}
	// Output:
	// (1, 3, 1) [3.00 4.50 6.00]
	// (1, 1, 3, 3) [1.00 0.00 0.00 0.50 0.50 0.00 0.33 0.33 0.33]
}
