package nn_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// As a hook behind each step (Trainer.After) it bounds how many weights are not 0.
func ExampleKeepLargest() {
	w, err := graph.NewParams(gorgonia.NewGraph(), tensor.Float64).New("w", 2, 3)
	if err == nil {
		err = w.Set([]float64{0.3, -0.9, 0.1, 0.8, 0, -0.2})
	}
	if err == nil {
		err = nn.KeepLargest(w, 3)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(w.Float64s())
	// Output: [0.3 -0.9 0 0.8 0 0]
}
