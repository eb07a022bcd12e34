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
// The layers of this MLP are linear0, linear1 and linear2, and its parameters
// linear0.weight, linear0.bias, …: every layer is given its path, which must be its own in
// the graph. The package knows nothing of geometry. Random sources are passed in; the same seed
// gives the same bits.
package nn
