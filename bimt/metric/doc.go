// Package metric measures how a network in a bimt.Space is built: how modular it is, how
// long its wires are, what of it is active, how few weights it needs, and what it loses
// without one of them.
//
//	g, err := space.Graph(0)                                            // |w| between neurons
//	p, err := metric.Modularity(g, metric.Restarts, rng)                // Newman's Q
//	control, err := metric.ShuffledModularity(space, 0, 10, metric.Restarts, rng)
//	wires, err := metric.Wiring(space)                                  // length, beside random placement
//	active, err := metric.Activity(space)                               // weights and neurons, at four thresholds
//	curve, err := metric.PruningCurve(space, loss, metric.PruneOptions{Controls: 3}, rng)
//	effect, err := metric.AblateNeuron(space, loss, hidden, 7)
//
// Everything is a function of a bimt.Space or its bimt.Graph, and uses only what these
// export, so that a metric of your own can do the same: see the example for the package.
//
// Guarantees: neurons count by number, so a relocation changes no metric but the length
// of wires, to the bit. What takes weights out puts them back to the bit, whatever
// happens. Random sources are passed in; the same seed gives the same result. A weight
// that is NaN or infinite is an error that names it.
package metric
