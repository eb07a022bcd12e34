// Package bimt is brain-inspired modular training (Liu, Gan, Tegmark 2023, "Seeing is
// Believing", arXiv 2305.08746): it gives every neuron a place, charges each weight
// for its size times its length, and moves neurons, their weights with them, so that
// wires get shorter.
//
// One idea carries the package: every dimension of every parameter is an axis, and
// neurons live on axes. Declare the axes of a network and connect its weights to them;
// cost, relocation, metrics and pictures follow, whatever the architecture.
//
//	space := bimt.NewSpace(bimt.LayerDistance(0.1))
//	x := space.Axis("x", bimt.Line(4))
//	h := space.Axis("h", bimt.Line(20))
//	y := space.Axis("y", bimt.Line(2))
//	err = space.Connect(l0.Weight, h, x)   // weight (20, 4): rows on h, columns on x
//	err = space.Bias(l0.Bias, h)
//	err = space.Connect(l1.Weight, y, h)
//	err = space.Bias(l1.Bias, y)
//	in, err := x.ToPlaces(data)            // inputs and outputs follow their neurons
//	...
//	out, err := y.FromPlaces(last)
//	err = space.Check(params.All()...)     // nothing was forgotten
//	err = flow.Check(space, outputs)       // and what the graph does keeps to the axes
//	penalty, err := space.Penalize(loss)   // penalty.Total = loss + λ · connection cost
//	...
//	moves, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
//
// Distance is CityBlock, or one of your own (WithDistance). Strategies are rows of one
// table; Register adds your own. Move puts neurons in any order that the symmetries of
// their axes allow.
//
// Package metric measures the network as it is; package draw draws it.
//
// Check says what a relocation would leave behind, flow.Check what else would break, Verify
// tries it; package bimttest has
// the laws to test a network of your own by.
//
// Guarantees: a relocation leaves the network's function unchanged, up to the order of
// summation; it never raises the cost; all that a parameter remembers for each weight
// (graph.Memory: the moments of nn.AdamW, a mask) moves with its neuron. Given equal
// weights it makes equal choices.
package bimt
