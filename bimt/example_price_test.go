package bimt_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// smallChange is a loss for networks that learn nothing but their price: the mean square of
// how far a weight has gone from where it started.
func smallChange(g *gorgonia.ExprGraph, w *graph.Param) *gorgonia.Node {
	start := scalar(graph.Input(g, tensor.Float64, "start", w.Shape()...))
	quit(graph.Feed(start, w.Float64s()...))
	return scalar(op.MSE(w.Node(), start))
}

// The places of neurons are trained: they glide to where wires are short, and stop where
// another stands. On a line none gets past the next, so relocation exchanges neurons too.
func ExampleSpace_TrainPlaces() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	space := bimt.NewSpace()
	in, hidden := space.Axis("in", bimt.Line(2)), space.Axis("hidden", bimt.Line(4)) // in at ¼ and ¾
	w, err := params.New("w", 4, 2)
	quit(err)
	quit(w.Set([]float64{1, 0, 0, 1, 1, 0, 0, 1})) // neurons 0 and 2 read input 0
	quit(space.Connect(w, hidden, in))
	quit(space.TrainPlaces(params, hidden))
	penalty, err := space.Penalize(smallChange(g, w), bimt.WithPrice(5, bimt.Repulsion()))
	quit(err)
	quit(penalty.Set(0.1, 1, false)) // λ, A
	session, err := graph.Compile(graph.Program{Loss: penalty.Total, Params: params.All()})
	quit(err)
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{Factors: map[*graph.Param]float64{hidden.Places(): 3}})
	quit(err)
	t := nn.Trainer{Session: session, Loss: penalty.Total, Optimizer: adam, Rate: nn.Constant(1e-3), Steps: 500}
	t.After(nn.Always, func(*nn.Step) error { return space.Settle() })
	t.After(nn.Every(100), func(*nn.Step) error {
		_, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
		return err
	})
	_, err = t.Run(context.Background())
	quit(err)
	for i, neuron := range hidden.Order() {
		fmt.Printf("neuron %d at %.2f\n", neuron, hidden.Layout().Point(i)[0])
	}
	// Output:
	// neuron 0 at 0.25
	// neuron 2 at 0.37
	// neuron 1 at 0.63
	// neuron 3 at 0.75
}

// A price beside the connection cost: a network is charged 1 − Q for the best soft division of
// its neurons in two modules, which it learns with its weights. Here the wires between two
// blocks are a little weaker than those inside, and the price finds the blocks.
func ExampleNewPartition() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	space := bimt.NewSpace()
	in, out := space.Axis("in", bimt.Line(4)), space.Axis("out", bimt.Line(4))
	w, err := params.New("w", 4, 4)
	quit(err)
	quit(w.Set([]float64{.9, .9, .6, .6, .9, .9, .6, .6, .6, .6, .9, .9, .6, .6, .9, .9}))
	quit(space.Connect(w, out, in))
	modules, err := bimt.NewPartition(space, params, 2, rand.New(rand.NewPCG(1, 2)))
	quit(err)
	penalty, err := space.Penalize(smallChange(g, w), bimt.WithPrice(1, modules.Price()))
	quit(err)
	quit(penalty.Set(1, 0, false))
	session, err := graph.Compile(graph.Program{Loss: penalty.Total, Params: params.All()})
	quit(err)
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{Factors: map[*graph.Param]float64{w: 0.1}})
	quit(err)
	t := nn.Trainer{Session: session, Loss: penalty.Total, Optimizer: adam, Rate: nn.Constant(0.05), Steps: 400}
	_, err = t.Run(context.Background())
	quit(err)
	fmt.Println("inputs: ", modules.Of(in))
	fmt.Println("outputs:", modules.Of(out))
	// Output:
	// inputs:  [1 1 0 0]
	// outputs: [1 1 0 0]
}

// A price of one's own is a function that builds a scalar node: here the largest weight.
func ExamplePrice() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	space := bimt.NewSpace()
	w, err := params.New("w", 2, 2)
	quit(err)
	quit(w.Set([]float64{1, -2, 0.5, 0}))
	quit(space.Connect(w, space.Axis("out", bimt.Line(2)), space.Axis("in", bimt.Line(2))))
	var squares bimt.Price = func(s *bimt.Space) (*gorgonia.Node, error) {
		return gorgonia.Sum(scalar(gorgonia.Square(s.Connections()[0].Param().Node())))
	}
	penalty, err := space.Penalize(smallChange(g, w), bimt.Charging(op.Log), bimt.WithPrice(0.5, squares))
	quit(err)
	quit(penalty.Set(1, 0, false))
	session, err := graph.Compile(graph.Program{Loss: penalty.Total, Params: params.All()})
	quit(err)
	quit(session.Run())
	fmt.Printf("%.3f\n", session.Scalar(penalty.Total))
	// Output:
	// 2.987
}

// scalar is a node that was built without an error; any error ends the example.
func scalar(n *gorgonia.Node, err error) *gorgonia.Node {
	quit(err)
	return n
}

func quit(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
