package op_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An order may change between runs, and nothing is compiled again.
func ExampleReorder() {
	x, err := graph.Input(gorgonia.NewGraph(), tensor.Float64, "x", 1, 3)
	if err != nil {
		log.Fatal(err)
	}
	if err := graph.Feed(x, 10.0, 20, 30); err != nil {
		log.Fatal(err)
	}
	order := op.NewOrder("x", 3)
	var d op.Direction = op.ToPlaces
	y, err := op.Reorder(x, order, d)
	if err != nil {
		log.Fatal(err)
	}
	s, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{y}})
	if err != nil {
		log.Fatal(err)
	}
	for _, at := range [][]int{{0, 1, 2}, {2, 0, 1}} {
		copy(order.At, at) // number 2 to the first place
		if err := s.Run(); err != nil {
			log.Fatal(err)
		}
		fmt.Println(s.Float64s(y))
	}
	// Output:
	// [10 20 30] <nil>
	// [30 10 20] <nil>
}
