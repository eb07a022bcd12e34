// Package circuit holds a pruned network as what is left of it: a few numbered neurons,
// each a bias, a handful of weighted terms and an activation, and prints it as code that
// needs no library.
//
//	c, err := circuit.FromLayers(inputs, layers, outputs, 0.01) // weights under 0.01 are gone
//	c, err = circuit.FromFlow(f, 0.01)                             // of a network as it is read
//	c = c.Shrink()                                              // and so are dead neurons
//	e, err := c.Evaluator()
//	err = e.Eval(out, row)                                      // in the columns' own units
//	for _, m := range c.Modules() { … }                         // parts that share nothing
//	err = circuit.C(file, c, "predict")                         // predict.h, one C function
//
// Every value has a number: first the inputs, then the neurons in the order they are
// computed. A term names the value it reads, so a layer can be skipped and a circuit has
// no layers at all.
//
// Guarantees: Shrink changes the outputs by rounding only; Eval allocates nothing; every
// printer writes five inputs with their outputs into what it prints, so that a reader can
// check the copy without this package. Printing the same circuit gives the same bytes.
package circuit
