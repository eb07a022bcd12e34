package nn_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A recurrent layer, unrolled over three steps of time.
func ExampleRecurrent() {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	rnn, err := nn.NewRecurrent(params, "rnn", 2, 8, op.ReLU, 1, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		log.Fatal(err)
	}
	var inputs []*gorgonia.Node
	for t := range 3 {
		x, err := graph.Input(params.Graph(), tensor.Float64, fmt.Sprint("x", t), 5, 2) // (batch, in)
		if err != nil {
			log.Fatal(err)
		}
		inputs = append(inputs, x)
	}
	states, err := rnn.Apply(inputs...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(states), states[2].Shape())
	for _, p := range rnn.Params() {
		fmt.Println(p.Name(), p.Shape())
	}
	// Output:
	// 3 (5, 8)
	// rnn.in.weight [8 2]
	// rnn.in.bias [8]
	// rnn.back.weight [8 8]
}
