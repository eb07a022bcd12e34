// Package transformer is a small transformer whose every weight lies on named axes, so
// that its heads and its residual stream can be relocated like any row of neurons.
//
//	config := transformer.Default()
//	config.Inputs, config.Outputs = 2, 2
//	space := bimt.NewSpace(bimt.Reduce(bimt.Mean))
//	model, err := transformer.New(params, space, config, rng)
//	pass, err := model.Forward(x)              // x (batch, time, inputs)
//	loss, err := op.MSE(pass.Output, y)
//	...
//	pattern, err := pass.Lookup("block0.attn.pattern") // (batch, heads, time, time)
//	weights, err := session.Float64s(pattern)
//
// # Parts
//
// The config names the parts: what the residual stream is read through (norm: layer, rms or
// none), how places are told apart (position: learned, rotary or none), what an MLP is (mlp:
// plain or gated), how many heads of keys and values there are (kv_heads). [Preset] has the
// configs of GPT-2 and Llama; package pretrained reads the weights of such. Parts of your own
// take their place by options: [WithNorm], [WithMLP], [WithPositions], [WithQueryKey]. Each
// is a [Part], a function that makes an nn.Layer with the tools of a [Builder]:
//
//	norm := func(b *transformer.Builder, path string) (nn.Layer, error) {
//		n, err := nn.NewRMSNorm(b.Params, path, b.Width)
//		if err != nil {
//			return nil, err
//		}
//		n.Epsilon = 1e-6
//		return n, b.Space.Attach(n.Scale, b.Residual) // moves with the residual stream
//	}
//	model, err := transformer.New(params, space, config, rng, transformer.WithNorm(norm))
//
// An activation of your own is made known by op.Register and named in the config. ε of the
// norms is norm_epsilon, 1e-5 if that is not set.
//
// # Hooks
//
// Every activation has a name ([Pass] lists them). By its name it is read, watched or
// overwritten, and the loss is differentiated by it; see nn.Trace and nn.Hooks:
//
//	hooks, err := pass.Overwrite(nn.Hooks{"block0.attn.pattern": func(v []float64) { … }})
//	session, err := graph.Compile(graph.Program{Outputs: outputs, Overwrite: hooks})
//
// # Axes
//
// The axes, and the parameters on them (rows, columns):
//
//	embed.weight               residual, input       of vectors
//	embed.weight               –, residual           of tokens, a row for each
//	positions.weight           –, residual           a row for each place
//	block0.attn.q.weight       block0.qk, residual   in heads, as is k.weight
//	block0.attn.v.weight       block0.v, residual    in heads
//	block0.attn.out.weight     residual, block0.v
//	block0.mlp.up.weight       block0.hidden, residual
//	block0.mlp.gate.weight     block0.hidden, residual   of a gated MLP
//	block0.mlp.down.weight     residual, block0.hidden
//	unembed.weight             output, residual
//
// The order of heads is common to qk and v of a block. Where several query heads share one of
// keys and values, there are four axes, block0.q, k, v and mix (columns of attn.out): heads
// move with what they share, and inside of it, and v and the heads that mix it have one order
// inside. With rotary positions the heads of queries and keys are rigid: an index in a head
// is a speed, so tensors keep it, and neurons have places of their own. A bias has the
// path of its weight (block0.mlp.up.bias) and lies on the axis of its rows; the scale and
// shift of a norm (block0.attn.norm.scale, block0.mlp.norm.scale, unembed.norm.scale) lie
// on the residual axis. Token tables and positions cost |e|·y an entry, norms nothing. Tied
// to the unembedding, the token table is charged once, as the wires from the residual
// stream to the vocabulary, which keeps its order then.
//
// # Guarantees
//
// Relocation leaves the outputs unchanged up to the order of summation; the
// same random source gives the same initial weights; mistakes in a config or in the
// shape of an input are errors that name the field. Parts from outside are held to the same
// by flow.Check, which reads the graph, and by bimt.Space.Verify, which tries.
package transformer
