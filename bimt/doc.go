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
// Distance is CityBlock, the sum of the differences of coordinates, or one of your own
// (WithDistance). Lines, grids and rings lie in the unit square, but a point may lie
// anywhere (Points): distances are taken as they are, never scaled. A point of fewer
// coordinates lies at 0 in the missing ones, so a line lies along the lower edge of a
// grid.
//
// A Penalty charges nothing until Set gives it λ and A. Under Sum each weight is charged
// λ·(A·distance + y): 1e-3 is a good first λ for a loss that starts at about 1. Under
// Mean that is divided by the number of weights of its parameter, so λ must be larger:
// published runs have 1e-3 to 1, and 0.1 is a start. Then look at what is active at the
// end: take λ ten times larger if too much is, ten times smaller if the loss suffers.
//
// An operation that tells neurons apart by where they stand (a sort, a fixed matrix, a
// convolution along the axis) wants them by number: put FromPlaces before it and ToPlaces
// behind it. That is the way around any operation that mixes neurons; the other is to
// declare the axis Fixed. Check says what a relocation would leave behind as far as
// declarations show it, flow.Check reads the whole graph, and Verify tries it.
//
// Strategies are rows of one table; Register adds your own. Move puts neurons in any order
// that the symmetries of their axes allow.
//
// Package flow reads how signals go from axis to axis, package metric measures the network
// as it is, and package draw draws it. Package bimttest has the laws to test a network of
// your own by.
//
// Guarantees: a relocation leaves the network's function unchanged, up to the order of
// summation; it never raises the cost; all that a parameter remembers for each weight
// (graph.Memory: the moments of nn.AdamW, a mask) moves with its neuron. Given equal
// weights it makes equal choices.
package bimt
