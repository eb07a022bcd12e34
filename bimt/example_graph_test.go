package bimt_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The network as a graph of neurons: who is connected to the second input, and how much.
func ExampleSpace_Graph() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	x, h := space.Axis("x", bimt.Line(2)), space.Axis("h", bimt.Line(2))
	w, err := params.New("w", 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Set([]float64{1, -2, 0, 0.5}); err != nil {
		log.Fatal(err)
	}
	if err := space.Connect(w, h, x); err != nil {
		log.Fatal(err)
	}
	g, err := space.Graph(0.1) // without weights of at most 0.1
	if err != nil {
		log.Fatal(err)
	}
	var links []bimt.Link = g.Links(g.Node(x, 1))
	for _, l := range links {
		a, neuron := g.Neuron(l.Node)
		fmt.Println(a.Name(), neuron, l.Weight)
	}
	// Output:
	// h 0 2
	// h 1 0.5
}
