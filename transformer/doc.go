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
// The axes, and the parameters on them (rows, columns):
//
//	embed.W                    residual, input
//	embed.table                –, residual           tokens in place of vectors
//	positions                  –, residual
//	block0.attn.Wq, Wk         block0.qk, residual   in heads
//	block0.attn.Wv             block0.v, residual    in heads
//	block0.attn.Wo             residual, block0.v
//	block0.mlp.up              block0.hidden, residual
//	block0.mlp.down            residual, block0.hidden
//	unembed.W                  output, residual
//
// The order of heads is common to qk and v of a block. Biases (embed.b; block0.attn.bq,
// bk, bv, bo; block0.mlp.up_bias, down_bias; unembed.b) lie on the axis of their weight's
// rows; the scale and shift of a layer norm (block0.attn.norm, block0.mlp.norm,
// unembed.norm) on the residual axis. Token tables and positions cost |e|·y an entry,
// layer norms nothing. Tied to the unembedding, the token table is charged once, as the
// wires from the residual stream to the vocabulary, which keeps its order then.
//
// Guarantees: relocation leaves the outputs unchanged up to the order of summation; the
// same random source gives the same initial weights; mistakes in a config or in the
// shape of an input are errors that name the field.
package transformer
