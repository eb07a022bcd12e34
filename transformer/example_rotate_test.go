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

// Rotations and relocations in turn make the wires of a small Llama shorter than relocations
// alone; what it computes stays. A model from elsewhere is given by package pretrained.
func ExampleModel_Rotate() {
	c, err := transformer.Preset("llama")
	if err != nil {
		log.Fatal(err)
	}
	c.Tokens, c.Outputs, c.Width, c.Layers, c.Heads, c.KVHeads, c.Hidden = 10, 10, 16, 2, 4, 2, 24
	space := bimt.NewSpace()
	model, err := transformer.New(graph.NewParams(gorgonia.NewGraph(), tensor.Float64), space, c, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		log.Fatal(err)
	}
	relocate := func() {
		if _, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}); err != nil {
			log.Fatal(err)
		}
	}
	first := space.ConnectionCost(1)
	relocate()
	moved := space.ConnectionCost(1)
	var turned transformer.Turned
	for range 3 {
		if turned, err = model.Rotate(transformer.Rotation{Locality: 1, Freedoms: []transformer.Freedom{transformer.FreeValues, transformer.FreeKeys, transformer.FreeHidden}}); err != nil {
			log.Fatal(err)
		}
		relocate()
	}
	fmt.Printf("relocated: %.0f %% off; rotated too: %.0f %%\n", 100*(1-moved/first), 100*(1-turned.After/first))
	// Output: relocated: 2 % off; rotated too: 9 %
}
