package bimt_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Neurons are moved by hand, with their weights: neuron 2 to the first place.
func ExampleSpace_Move() {
	space, params := bimt.NewSpace(), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	x, h := space.Axis("x", bimt.Line(3), bimt.Fixed()), space.Axis("h", bimt.Line(3))
	w, err := params.New("w", 3, 3)
	if err == nil {
		err = errors.Join(w.Set([]float64{0, 0, 1, 0, 1, 0, 1, 0, 0}), space.Connect(w, h, x))
	}
	if err == nil {
		err = space.Move(map[*bimt.Axis][]int{h: {2, 1, 0}})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(h.Order(), w.Float64s())
	fmt.Println(space.Move(map[*bimt.Axis][]int{x: {1, 0, 2}}))
	// Output:
	// [2 1 0] [1 0 0 0 1 0 0 0 1]
	// bimt: axis x: fixed neurons can't stand in the order [1 0 2]: declare it without Fixed
}

// Rotary attention turns pairs of neurons inside each head of queries and keys at speeds
// that their index in the head says. So tensors keep the order inside heads, and the places
// of neurons are kept beside them: a place is not an index.
func ExampleInRigidHeads() {
	space, heads := bimt.NewSpace(), bimt.NewHeads("heads", 2)
	qk := space.Axis("qk", bimt.Line(8), bimt.InRigidHeads(heads))
	fmt.Println(space.Move(map[*bimt.Axis][]int{qk: {5, 4, 6, 7, 0, 1, 2, 3}}))
	fmt.Println("by place:", qk.Order())
	fmt.Println("in the tensors:", qk.Numbers())
	fmt.Println("what is at index 0 stands at place", qk.Place(0))
	// Output:
	// <nil>
	// by place: [5 4 6 7 0 1 2 3]
	// in the tensors: [4 5 6 7 0 1 2 3]
	// what is at index 0 stands at place 1
}
