// Package nn has the parts of ordinary training: layers, initial values, AdamW,
// schedules, and a training loop that everything else hooks into.
//
//	mlp, err := nn.NewMLP(params, "linear", []int{4, 20, 20, 2}, op.SiLU, rng)
//	out, err := mlp.Apply(x)
//	loss, err := op.MSE(out, y)
//	session, err := graph.Compile(graph.Program{Loss: loss, Params: params.All()})
//	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
//	t := nn.Trainer{Session: session, Loss: loss, Optimizer: adam, Rate: nn.Constant(2e-3), Steps: 20000}
//	t.After(nn.Every(1000), func(s *nn.Step) error { fmt.Println(s.Index, s.Loss); return nil })
//	steps, err := t.Run(ctx)
//
// Layers: [Linear], [MLP], [GatedMLP] (SwiGLU, GeGLU), [Embedding], [LayerNorm], [RMSNorm];
// your own is any type with Apply and Params. Norms divide by √(… + ε), with ε =
// NormEpsilon, 1e-5 as in PyTorch, unless their Epsilon is set before they are applied.
//
// What is computed inside has names. A [Trace] gives nodes by name, and puts hooks on names
// that watch or overwrite:
//
//	trace := nn.NewTrace()
//	y, err := trace.Apply("mlp", mlp, x)
//	hooks, err := trace.Overwrite(nn.Hooks{"mlp.hidden0": func(v []float64) { v[3] = 0 }})
//	nodes, err := trace.LookupAll("mlp.hidden0")
//	session, err := graph.Compile(graph.Program{Loss: loss, Params: params.All(), Overwrite: hooks, Wrt: nodes})
//	err = session.Run()
//	v, err := session.Float64s(nodes[0])   // the activation
//	g, err := session.Gradient(nodes[0])   // the gradient of the loss by it
//
// The layers of the MLP above are linear0, linear1 and linear2, and its parameters
// linear0.weight, linear0.bias, …: every layer is given its path, which must be its own in
// the graph.
//
// Guarantees: random sources are passed in, and the same seed gives the same bits; a layer
// with a trace is the same nodes as without; optimizers keep what they know of a weight as
// its memories, so that it moves and is saved with it; mistakes are errors that name the
// layer or the activation. The package knows nothing of geometry.
package nn
