package bimt_test

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
)

// An axis says in which orders its neurons may stand: in heads, here, whose neurons keep
// their places inside. Costs are means over the weights of each parameter.
func ExampleWithSymmetry() {
	space := bimt.NewSpace(bimt.Reduce(bimt.Mean))
	pairs := bimt.Symmetry{Heads: bimt.NewHeads("pairs", 2), Rigid: true}
	a := space.Axis("rotary", bimt.Line(4), bimt.WithSymmetry(pairs))
	fmt.Println(space.Reduction(), a.Heads().Len(), a.IsFixed())
	fmt.Println(space.Move(map[*bimt.Axis][]int{a: {2, 3, 0, 1}}))
	// Output:
	// mean 2 false
	// <nil>
}
