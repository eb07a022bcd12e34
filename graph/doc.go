// Package graph adds to Gorgonia what it lacks to train small networks fast:
// named parameters, fused operations that keep their own buffers, and a session
// that compiles an expression graph once and then runs it step by step.
//
// A model is an ordinary Gorgonia expression graph. Stock Gorgonia operations and
// the fused ones of this package mix freely:
//
//	g := gorgonia.NewGraph()
//	params := graph.NewParams(g, tensor.Float64)
//	w, err := params.New("linear0.weight", 20, 4)  // (out, in)
//	b, err := params.New("linear0.bias", 20)
//	x, err := graph.Input(g, tensor.Float64, "x", 100, 4)
//	h, err := op.Affine(x, w.Node(), b.Node(), op.SiLU)
//	loss, err := op.MSE(h, target)
//	s, err := graph.Compile(graph.Program{Loss: loss, Params: params.All()})
//	err = s.Run()                                  // forward and backward
//	fmt.Println(s.Scalar(loss), w.Gradient())
//
// Most operations are blockwise: a session takes a batch through the whole forward and
// backward pass one block of rows at a time, while it is in the cache, and gives groups
// of blocks to several goroutines ([SetWorkers]). Sums over the batch are those of
// the groups, added in order.
//
// Guarantees: nothing is allocated in a run of fused operations after the first;
// the same inputs give the same bits, whatever the number of processors; a panic
// inside an operation and a value that is not a number become errors that name the
// node; operations that differ in any field differ in their hash, so that Gorgonia
// never merges two of them by mistake. One graph, with all sessions compiled from
// it, belongs to one goroutine at a time.
package graph
