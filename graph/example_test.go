package graph_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A line through three points, by gradient descent.
func ExampleCompile() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	w, err := params.New("slope", 1, 1)
	fatal(err)
	b, err := params.New("height", 1)
	fatal(err)
	x, err := graph.Input(g, tensor.Float64, "x", 3, 1)
	fatal(err)
	y, err := graph.Input(g, tensor.Float64, "y", 3, 1)
	fatal(err)
	line, err := op.Affine(x, w.Node(), b.Node(), op.Identity)
	fatal(err)
	loss, err := op.MSE(line, y)
	fatal(err)
	s, err := graph.Compile(graph.Program{Loss: loss, Params: params.All()})
	fatal(err)

	fatal(graph.Feed(x, -1.0, 0, 1))
	fatal(graph.Feed(y, -1.0, 1, 3)) // y = 2x + 1
	for range 200 {
		fatal(s.Run())
		for _, p := range params.All() {
			graph.Values[float64](p)[0] -= 0.1 * p.Gradient()[0]
		}
	}
	fmt.Printf("y = %.2f x + %.2f\n", w.Float64s()[0], b.Float64s()[0])
	// Output: y = 2.00 x + 1.00
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
