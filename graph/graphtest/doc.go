// Package graphtest has the laws that every fused operation must keep, written once and
// run on each: the library's own and yours.
//
//	func TestScaleLaws(t *testing.T) {
//		graphtest.Check(t, graphtest.Case{
//			Name:     "scale by 3",
//			Inputs:   []graphtest.Input{graphtest.Random("x", 5, 4)},
//			Op:       func(in gorgonia.Nodes) (*gorgonia.Node, error) { return Scale(in[0], 3) },
//			Variants: []graphtest.Case{{Name: "by 4", Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return Scale(in[0], 4) }}},
//		})
//	}
//
// The laws, each in float64 and float32: value and gradient are those of the operation's
// twin, made of stock Gorgonia nodes, and of finite differences; operations that differ in
// any constant differ in their hash, and compute the same in one graph as apart; Gorgonia's
// own TapeMachine gives the same values; so does a batch cut in blocks and groups of any
// size, with all values stored or none, and a sum with something else; a run allocates
// nothing after the first, never writes to an input, and depends on nothing that an earlier
// run left behind.
package graphtest
