package checkpoint_test

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A network is saved with the order of its neurons, and loaded into one of other weights.
func Example() {
	build := func(seed uint64) (*graph.Params, *bimt.Space) {
		params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float32), bimt.NewSpace()
		layer, err := nn.NewLinear(params, "layer", 3, 2, op.Identity, rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			log.Fatal(err)
		}
		x, y := space.Axis("x", bimt.Line(3)), space.Axis("y", bimt.Line(2))
		if err := space.Connect(layer.Weight, y, x); err != nil {
			log.Fatal(err)
		}
		if err := space.Bias(layer.Bias, y); err != nil {
			log.Fatal(err)
		}
		return params, space
	}
	dir, err := os.MkdirTemp("", "checkpoint")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")

	params, space := build(1)
	if err := space.Move(map[*bimt.Axis][]int{space.Find("x"): {2, 0, 1}}); err != nil {
		log.Fatal(err)
	}
	if err := checkpoint.Save(path, params.All(), space, map[string]string{"seed": "1"}); err != nil {
		log.Fatal(err)
	}
	again, place := build(2)
	metadata, err := checkpoint.Load(path, again.All(), place)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("seed", metadata["seed"], "order", place.Find("x").Order())
	fmt.Println(again.Get("layer.weight").Float64s()[0] == params.Get("layer.weight").Float64s()[0])
	// Output:
	// seed 1 order [2 0 1]
	// true
}
