package nn_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A small network learns the exclusive or.
func ExampleMLP() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	x, err := graph.Input(g, tensor.Float64, "x", 4, 2)
	fatal(err)
	y, err := graph.Input(g, tensor.Float64, "y", 4, 1)
	fatal(err)
	fatal(graph.Feed(x, 0.0, 0, 0, 1, 1, 0, 1, 1))
	fatal(graph.Feed(y, 0.0, 1, 1, 0))

	mlp, err := nn.NewMLP(params, "linear", []int{2, 8, 1}, op.SiLU, rand.New(rand.NewPCG(1, 2)))
	fatal(err)
	out, err := mlp.Apply(x)
	fatal(err)
	loss, err := op.MSE(out, y)
	fatal(err)
	session, err := graph.Compile(graph.Program{Loss: loss, Params: params.All(), Outputs: []*gorgonia.Node{out}})
	fatal(err)
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
	fatal(err)
	t := nn.Trainer{Session: session, Loss: loss, Optimizer: adam, Rate: nn.Constant(0.02), Steps: 500}
	_, err = t.Run(context.Background())
	fatal(err)

	v, err := session.Float64s(out)
	fatal(err)
	for _, p := range v {
		fmt.Print(p > 0.5, " ")
	}
	// Output: false true true false
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
