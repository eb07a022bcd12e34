// Package ablation takes parts of a network away on some rows of data: it computes what the
// network answers with neurons or a weight replaced by zero, by their mean over the rows, or
// by what they are on another row.
//
//	l, err := ablation.NewLayers(layers, x, other)                     // dense layers, fast
//	y := l.Weight(nil, 1, 3, 7, ablation.Zero)                         // without weight [3,7] of layer 1
//	g, err := ablation.NewGraph(space, x, out)                         // any network, of its graph
//	err = g.Feed(values, other)
//	y, err := g.Neurons([]flow.Neuron{{Axis: hidden, Number: 2}}, ablation.Resample)
//	s, err := ablation.Judge(knockOut, module, own, alive, draws, rng) // does it hurt its own outputs alone?
//
// A neuron is replaced wherever it is read: in a transformer a neuron of the residual stream
// by all that read the stream, after norms; one of the values of a head in what the head
// gives on. That at zero is metric.AblateNeuron. Mean and Resample are of each place of a
// sequence by itself. A weight is replaced by what it would carry: w·x by w·mean(x), say.
//
// Guarantees: outputs equal those of a network changed so, but for rounding; with nothing
// taken away they are its own. Layers may be asked by many goroutines, a Graph by one. The
// network is not changed. Random sources are passed in.
package ablation
