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

// A transformer over tokens with biases in its MLP alone, its parameters by path.
func ExampleNew() {
	config := transformer.Default()
	config.Tokens, config.Outputs, config.Width, config.Layers, config.Heads = 7, 7, 4, 1, 1
	config.Biases = transformer.Biases{MLP: true}
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float32)
	model, err := transformer.New(params, bimt.NewSpace(), config, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range model.Params() {
		fmt.Println(p.Name(), p.Shape())
	}
	// Output:
	// embed.weight [7 4]
	// block0.attn.q.weight [4 4]
	// block0.attn.k.weight [4 4]
	// block0.attn.v.weight [4 4]
	// block0.attn.out.weight [4 4]
	// block0.mlp.up.weight [16 4]
	// block0.mlp.up.bias [16]
	// block0.mlp.down.weight [4 16]
	// block0.mlp.down.bias [4]
	// unembed.weight [7 4]
}
