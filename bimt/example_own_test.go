package bimt_test

import (
	"fmt"
	"log"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// wired is a space of three inputs, which stay, and three neurons, with one wire each.
func wired(opts ...bimt.SpaceOption) (*bimt.Space, error) {
	space, params := bimt.NewSpace(opts...), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	x, h := space.Axis("x", bimt.Line(3), bimt.Fixed()), space.Axis("h", bimt.Line(3))
	w, err := params.New("w", 3, 3)
	if err != nil {
		return nil, err
	}
	if err := w.Set([]float64{0, 0, 1, 0, 1, 0, 1, 0, 0}); err != nil {
		return nil, err
	}
	return space, space.Connect(w, h, x)
}

// Neurons are moved by hand, with their weights: neuron 2 to the first place.
func ExampleSpace_Move() {
	space, err := wired()
	if err != nil {
		log.Fatal(err)
	}
	h := space.Find("h")
	if err := space.Move(map[*bimt.Axis][]int{h: {2, 1, 0}}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(h.Order(), space.Connections()[0].Param().Float64s())
	fmt.Println(space.Move(map[*bimt.Axis][]int{space.Find("x"): {1, 0, 2}}))
	// Output:
	// [2 1 0] [1 0 0 0 1 0 0 0 1]
	// bimt: axis x: fixed neurons can't stand in the order [1 0 2]: declare it without Fixed
}

// Long wires cost much more than short ones: a distance of one's own.
func ExampleWithDistance() {
	space, err := wired(bimt.WithDistance(func(a, b []float64) float64 { return math.Pow(bimt.CityBlock(a, b), 2) }))
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range space.Connections()[0].Lengths() {
		fmt.Printf("%.2f ", d)
	}
	fmt.Println()
	// Output: 0.00 0.11 0.44 0.11 0.00 0.11 0.44 0.11 0.00
}

// Rotary attention turns pairs of neurons inside each head of queries and keys at speeds
// of their own: heads may change places, neurons inside them may not.
func ExampleInRigidHeads() {
	space, heads := bimt.NewSpace(), bimt.NewHeads("heads", 2)
	qk := space.Axis("qk", bimt.Line(8), bimt.InRigidHeads(heads))
	fmt.Println(space.Move(map[*bimt.Axis][]int{qk: {4, 5, 6, 7, 0, 1, 2, 3}}))
	fmt.Println(space.Move(map[*bimt.Axis][]int{qk: {5, 4, 6, 7, 0, 1, 2, 3}}))
	// Output:
	// <nil>
	// bimt: axis qk: the order [5 4 6 7 0 1 2 3] moves neuron 5 inside its head of 4, which is rigid: declare it with InHeads
}
