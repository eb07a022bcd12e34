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
//	embed.weight               residual, input       of vectors
//	embed.weight               –, residual           of tokens, a row for each
//	positions.weight           –, residual           a row for each place
//	block0.attn.q.weight       block0.qk, residual   in heads, as is k.weight
//	block0.attn.v.weight       block0.v, residual    in heads
//	block0.attn.out.weight     residual, block0.v
//	block0.mlp.up.weight       block0.hidden, residual
//	block0.mlp.down.weight     residual, block0.hidden
//	unembed.weight             output, residual
//
// The order of heads is common to qk and v of a block. A bias has the path of its weight
// (block0.mlp.up.bias) and lies on the axis of its rows; the scale and shift of a layer
// norm (block0.attn.norm.scale, block0.mlp.norm.scale, unembed.norm.scale) lie on the
// residual axis. Token tables and positions cost |e|·y an entry,
// layer norms nothing. Tied to the unembedding, the token table is charged once, as the
// wires from the residual stream to the vocabulary, which keeps its order then.
//
// Guarantees: relocation leaves the outputs unchanged up to the order of summation; the
// same random source gives the same initial weights; mistakes in a config or in the
// shape of an input are errors that name the field.
package transformer
