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

// What a network gives without one of its hidden neurons: any node can be overwritten.
func ExampleProgram_overwrite() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	w, err := params.New("w", 2, 1)
	fatal(err)
	fatal(w.Set([]float64{1, 10}))
	x, err := graph.Input(g, tensor.Float64, "x", 3, 1)
	fatal(err)
	fatal(graph.Feed(x, -1.0, 1, 2))
	hidden, err := op.Affine(x, w.Node(), nil, op.ReLU) // (batch, 2)
	fatal(err)
	total, err := gorgonia.Sum(hidden, 1)
	fatal(err)
	off := -1
	s, err := graph.Compile(graph.Program{
		Outputs: []*gorgonia.Node{total},
		Overwrite: map[*gorgonia.Node]func([]float64){hidden: func(v []float64) {
			for i := range v {
				if i%2 == off {
					v[i] = 0
				}
			}
		}},
	})
	fatal(err)
	for off = -1; off < 2; off++ {
		fatal(s.Run())
		v, err := s.Float64s(total)
		fatal(err)
		fmt.Println(off, v)
	}
	// Output:
	// -1 [0 11 22]
	// 0 [0 10 20]
	// 1 [0 1 2]
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
