// Package align finds which neuron of one network stands for which of another of the same
// shape, so that the two can be compared weight by weight.
//
//	m, err := align.Weights(a, b, align.Options{Held: []string{"inputs", "outputs"}})
//	before, after := align.Total(m.Distances())
//	err = m.Apply() // b stands as a does: equal neurons at equal places
//
// Two trainings of one network number their hidden neurons differently, and any order of them
// computes the same. Weight matching (Ainsworth, Hayase and Srinivasa, "Git Re-Basin",
// arXiv 2209.04836, §3.2) looks for the orders π that bring the weights closest,
//
//	min over π of  Σ over tensors  ‖A − π(B)‖²,
//
// axis by axis: with all others held still, the best order of one is a linear assignment
// problem, which is solved exactly, and axes are gone through until none gets better. The
// symmetries of the axes are respected: fixed neurons stay, heads are matched as wholes and
// then inside; those that are rigid, or split further, are not matched inside.
//
// The search begins twice, and the closer end is taken: from the orders as they are, and from
// what is known. There each axis is first matched by the weights to those that are matched
// already, from the inputs, outputs and tokens on: a permuted copy of a network, whose
// neurons differ, is found exactly.
//
// What is not aligned: the signs of neurons with an odd activation, the sizes of neurons with
// a homogeneous one, and rotations of queries against keys, all of which leave a network's
// function as it is too. The end is a local optimum.
//
// Guarantees: the distance never grows; equal input gives equal output; no network is changed
// but by Apply, which keeps the function of b.
package align
