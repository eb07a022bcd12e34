package draw_test

import (
	"errors"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Any model whose weights lie on axes is drawn from its flow.
func ExampleFromFlow() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	x, h, y := space.Axis("x", bimt.Line(3)), space.Axis("h", bimt.Line(6)), space.Axis("y", bimt.Line(2))
	mlp, err := nn.NewMLP(params, "linear", []int{3, 6, 2}, op.SiLU, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(space.Connect(mlp.Layers[0].Weight, h, x), space.Connect(mlp.Layers[1].Weight, y, h))
	if err != nil {
		log.Fatal(err)
	}
	out, err := graph.Input(params.Graph(), tensor.Float64, "data", 1, 3)
	for _, step := range []func(*gorgonia.Node) (*gorgonia.Node, error){x.ToPlaces, mlp.Apply, y.FromPlaces} {
		if err == nil {
			out, err = step(out)
		}
	}
	if err != nil {
		log.Fatal(err)
	}
	f, err := flow.Read(space, out)
	if err != nil {
		log.Fatal(err)
	}
	net, err := draw.FromFlow(f, 0.3, "an MLP as it was made", draw.Labels{y: {"sum", "product"}})
	if err != nil {
		log.Fatal(err)
	}
	if err := draw.Save(net, "flow.svg"); err != nil {
		log.Fatal(err)
	}
}
