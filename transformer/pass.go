package transformer

import (
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Pass is one application of a model to an input, with every activation under a name:
//
//	embed                       the residual stream at first       (batch, time, width)
//	block0.attn.norm            what is read, with a norm          (batch, time, width)
//	block0.attn.q, k, v         queries, keys, values              (batch, time, heads·d); k, v: kv_heads
//	block0.attn.rot_q, rot_k    queries and keys, with rotary      as q and k
//	block0.attn.pattern         the attention used                 (batch, heads, time, time)
//	block0.attn.mix             what the heads read                (batch, time, heads·d)
//	block0.attn.out             what is added to the stream        (batch, time, width)
//	block0.attn.residual        the stream after it                (batch, time, width)
//	block0.mlp.norm, hidden, out, residual                         hidden: (batch, time, hidden)
//	block0.mlp.gate, up         of a gated MLP                     (batch, time, hidden)
//	unembed.norm                what is read, with a norm          (batch, read, width)
//	output                      the result, by output number       (batch, read, outputs)
//
// Where the config lists places to read, the output is computed from these alone as far
// down as it can: mlp.norm, hidden, out and residual of the last block are then apart from
// it, and computed in a session only if they are among its outputs.
//
// A part from outside has the names it gives itself. Lookup finds a node by its name,
// Overwrite puts hooks on names: see [nn.Trace].
//
// Neurons are in the order of places, heads in the order of slots: Axis.Order of the
// axis tells which neuron stands where.
type Pass struct {
	*nn.Trace
	// Output is (batch, time, outputs), or (batch, read, outputs) if the config lists
	// places to read.
	Output *gorgonia.Node
}
