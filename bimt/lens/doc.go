// Package lens looks into a trained network for the algorithm that it has learned: it computes
// from tables of tokens, gradients, logits and activations what a person who knows the
// algorithm would look for.
//
//	rings, err := lens.Rings(table, p, 4)               // an embedding of numbers modulo p
//	spectrum, err := lens.Spectrum(table, p)
//	irrelevance, err := lens.DistanceIrrelevance(correct, p)
//	energies, err := lens.Irreps(dimension)             // a function on the permutations of four things
//	kurtosis, err := lens.Kurtosis(table, width)        // is the basis privileged?
//	probe, err := lens.Probe(x, width, y)               // what a channel holds, by least squares
//	right, err := lens.ClassProbe(x, width, labels, n)  // the same of classes
//	score, err := lens.Induction(pattern, tokens)       // does a head look behind its token's last place?
//
// Tables are row-major, a row for each token. Every figure should stand beside what chance
// gives: the same of a random table of that shape, of an untrained network, of shuffled
// rows. Planted answers come out as planted; the examples and tests show it.
//
// Guarantees: nothing given is changed; no figure depends on chance; what is not finite or of
// a wrong shape is an error.
package lens
