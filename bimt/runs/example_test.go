package runs_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/runs"
)

// A run that learned sums modulo 5, though not for long, is opened and asked for 1 + 4 and
// 3 + 2: the logits of five classes each.
func ExampleOpen() {
	r, err := runs.Open("../../testdata/before/modular-addition")
	if err != nil {
		log.Fatal(err)
	}
	logits, err := r.Predict([]float64{1, 4, 3, 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Inputs(), "to", r.Outputs())
	fmt.Printf("%.2f\n%.2f\n", logits[:5], logits[5:])
	// Output:
	// [a b] to [0 1 2 3 4]
	// [-0.32 -0.38 0.10 0.04 0.43]
	// [-0.43 -0.39 0.14 -0.03 0.36]
}

// The network of a run is relocated, and its flow read.
func ExampleRun_Apply() {
	r, err := runs.Open("../../testdata/before/in-context")
	if err != nil {
		log.Fatal(err)
	}
	moves, err := r.Space().Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("shorter:", moves.After < moves.Before)
	x, err := r.Input("x", 1)
	if err != nil {
		log.Fatal(err)
	}
	out, err := r.Apply(x)
	if err != nil {
		log.Fatal(err)
	}
	f, err := flow.Read(r.Space(), out)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(f.On(r.Transformer().Residual)), "stages of the residual stream")
	// Output:
	// shorter: true
	// 3 stages of the residual stream
}
