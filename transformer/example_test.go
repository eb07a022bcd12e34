package transformer_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A transformer over vectors, its attention read by name, and a relocation of all that
// can move: heads as wholes and inside, the residual stream, hidden neurons.
func Example() {
	g := gorgonia.NewGraph()
	params, space := graph.NewParams(g, tensor.Float64), bimt.NewSpace()
	config := transformer.Default()
	config.Inputs, config.Outputs, config.Width, config.Layers, config.Heads = 2, 2, 8, 1, 2
	model, err := transformer.New(params, space, config, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		log.Fatal(err)
	}
	x, err := graph.Input(g, tensor.Float64, "x", 5, 3, 2) // (batch, time, inputs)
	if err != nil {
		log.Fatal(err)
	}
	pass, err := model.Forward(x)
	if err != nil {
		log.Fatal(err)
	}
	session, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{pass.Output}})
	if err != nil {
		log.Fatal(err)
	}
	if err := session.Run(); err != nil {
		log.Fatal(err)
	}
	node, err := pass.Lookup("block0.attn.pattern") // (batch, heads, time, time)
	if err != nil {
		log.Fatal(err)
	}
	pattern, err := session.Float64s(node)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the first place of the first sequence sees, by its first head: %.0f\n", pattern[:3])
	for _, a := range space.Axes() {
		if a.Heads() != nil {
			fmt.Printf("%s %d, in heads\n", a.Name(), a.Len())
		} else {
			fmt.Printf("%s %d\n", a.Name(), a.Len())
		}
	}
	moves, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("shorter wires:", moves.After < moves.Before)
	// Output:
	// the first place of the first sequence sees, by its first head: [1 0 0]
	// input 2
	// residual 8
	// block0.qk 8, in heads
	// block0.v 8, in heads
	// block0.hidden 32
	// output 2
	// shorter wires: true
}
