package graph_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What a network gives without one of its hidden neurons: any node can be overwritten.
func ExampleProgram_overwrite() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	w, err := params.New("w", 2, 1)
	end(err)
	end(w.Set([]float64{1, 10}))
	x, err := graph.Input(g, tensor.Float64, "x", 3, 1)
	end(err)
	end(graph.Feed(x, -1.0, 1, 2))
	hidden, err := op.Affine(x, w.Node(), nil, op.ReLU) // (batch, 2)
	end(err)
	total, err := gorgonia.Sum(hidden, 1)
	end(err)
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
	end(err)
	for off = -1; off < 2; off++ {
		end(s.Run())
		v, err := s.Float64s(total)
		end(err)
		fmt.Println(off, v)
	}
	// Output:
	// -1 [0 11 22]
	// 0 [0 10 20]
	// 1 [0 1 2]
}

func end(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
