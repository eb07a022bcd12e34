package nn_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A mask holds weights at exactly 0 while the others are trained, here towards 1 and 3.
func Example_mask() {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	w, err := params.New("w", 3)
	if err != nil {
		log.Fatal(err)
	}
	target, err := graph.Input(g, tensor.Float64, "target", 3)
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(graph.Feed(target, 1.0, -2, 3), w.SetMemory(nn.Mask, []float64{1, 0, 1})); err != nil {
		log.Fatal(err)
	}
	loss, err := op.MSE(w.Node(), target)
	if err != nil {
		log.Fatal(err)
	}
	session, err := graph.Compile(graph.Program{Loss: loss, Params: params.All()})
	if err != nil {
		log.Fatal(err)
	}
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
	if err != nil {
		log.Fatal(err)
	}
	for range 200 {
		if err := errors.Join(session.Run(), adam.Step(0.1)); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%.1f\n", w.Float64s())
	// Output: [1.0 0.0 3.0]
}
