// Package metric measures how a network in a bimt.Space is built: how modular it is, how
// long its wires are, how hard it is to read, how few weights it needs, and what it loses
// without one of them.
//
//	g, err := space.Graph(0)                                            // |w| between neurons
//	p, err := metric.Modularity(g, metric.Restarts, rng)                // Newman's Q
//	control, err := metric.ShuffledModularity(space, 0, 10, metric.Restarts, rng)
//	wires, err := metric.Wiring(space)                                  // length, beside random placement
//	reading, err := metric.ReadingEffort(f, 0.01)                       // wires to trace, and crossings
//	busy, err := metric.Throughput(space)                               // weights and neurons, at four thresholds
//	curve, err := metric.PruningCurve(space, loss, metric.PruneOptions{Controls: 3}, rng)
//	effect, err := metric.AblateNeuron(space, loss, hidden, 7)
//
// Everything is a function of a bimt.Space, its bimt.Graph or its flow.Flow, and uses only what these
// export, so that a metric of your own can do the same: see the example for the package.
//
// Guarantees: neurons count by number, so a relocation changes no metric but the length
// and crossings of wires, to the bit. What takes weights out puts them back to the bit, whatever
// happens. Random sources are passed in; the same seed gives the same result. A weight
// that is NaN or infinite is an error that names it.
package metric
