package op_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Every node says what it is: its kind, and attributes to be read without parsing a name.
func ExampleOf() {
	x, err := graph.Input(gorgonia.NewGraph(), tensor.Float64, "x", 3, 4)
	if err != nil {
		log.Fatal(err)
	}
	y, err := op.Pick(x, 1, 2, 0)
	if err != nil {
		log.Fatal(err)
	}
	if y, err = gorgonia.Tanh(y); err != nil {
		log.Fatal(err)
	}
	for n := y; n != x; n = op.Children(n)[0] {
		switch a := op.Of(n).Attrs.(type) {
		case op.PickAttrs:
			fmt.Println("takes", a.Places.Slice(), "of dimension", a.Dim)
		case op.MapAttrs:
			fmt.Println("applies", a.Function)
		}
	}
	fmt.Println(op.Of(x).Kind, op.PickAttrs{Dim: 1, Places: op.MakeInts(2, 0)} == op.Of(op.Children(y)[0]).Attrs)
	// Output:
	// applies tanh
	// takes [2 0] of dimension 1
	// input true
}
