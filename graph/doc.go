// Package graph adds to Gorgonia what it lacks to train small networks fast: named
// parameters, inputs that can be fed, and a session that compiles an expression graph once
// and then runs it step by step.
//
// A model is an ordinary Gorgonia expression graph. Stock Gorgonia operations and
// the fused ones of package op mix freely:
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
// Any node that the program computes can be watched or overwritten in every run (Program's
// Overwrite), and the loss be differentiated by it (Wrt, Session.Gradient). Package nn gives
// nodes names.
//
// Below it stand op, the operations; exec, the executor, whose doc tells how a batch goes
// through a program block by block; blas and vec, the kernels; and graphtest, the laws of
// an operation.
//
// Guarantees: nothing is allocated in a run of fused operations after the first;
// the same inputs give the same bits, whatever the number of workers ([SetWorkers]); a
// panic inside an operation and a value that is not a number become errors that name the
// node. One graph, with all sessions compiled from it, belongs to one goroutine at a time.
package graph
