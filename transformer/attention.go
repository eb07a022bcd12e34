package transformer

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Attention is the attention of one block.
type Attention struct {
	// Query and Key lead from the residual stream to the axes Q and K, Value to the axis V,
	// Out from the axis Mix back to the residual stream.
	Query, Key, Value, Out *nn.Linear
	// Q, K, V and Mix are the axes of queries, keys, values and what the heads read, in
	// heads. Q and K are one axis, and V and Mix, unless several query heads share a
	// key/value head; all four are one if their orders are tied.
	Q, K, V, Mix *bimt.Axis
	// Rotary is what queries and keys pass through; nil for none.
	Rotary nn.Layer

	path string
	attn op.Attention
}

// newAttention makes the parameters and axes of path, such as block0.attn.
func newAttention(b *Builder, block string) (*Attention, error) {
	a := &Attention{path: block + ".attn", attn: op.Attention{Heads: b.Heads, Causal: b.Causal, Rate: b.AttentionRate}}
	a.layOut(b, block)
	stacked := 0
	if b.StackedMeans {
		stacked = a.Q.Len() + a.K.Len() + a.V.Len()
	}
	for _, w := range []struct {
		to   **nn.Linear
		name string
		Wiring
	}{
		{&a.Query, "q", Wiring{Rows: a.Q, Columns: b.Residual, meanRows: stacked}},
		{&a.Key, "k", Wiring{Rows: a.K, Columns: b.Residual, meanRows: stacked}},
		{&a.Value, "v", Wiring{Rows: a.V, Columns: b.Residual, meanRows: stacked}},
		{&a.Out, "out", Wiring{Rows: b.Residual, Columns: a.Mix}},
	} {
		w.Path, w.Bias = a.path+"."+w.name, b.Biases.Attention && !(w.to == &a.Out && b.Biases.NoAttentionOut)
		var err error
		if *w.to, err = b.Linear(w.Wiring); err != nil {
			return nil, err
		}
	}
	var err error
	a.Rotary, err = b.make(b.parts.queryKey, a.path+".rotary")
	return a, err
}

// layOut declares the axes. Heads have one order on all of them; inside a head queries and
// keys have one order and values another. Query heads that share a key/value head change
// places among themselves, and have the orders inside of it in common. Where queries and keys
// are turned by their place, their index in a head is the speed, so they are rigid.
func (a *Attention) layOut(b *Builder, block string) {
	width, heads := b.headsWidth(), bimt.NewHeads(block, b.kvHeads())
	inHeads := bimt.InHeads
	if b.parts.queryKey != nil {
		inHeads = bimt.InRigidHeads
	}
	axis := func(name string, width int, opts ...bimt.AxisOption) *bimt.Axis {
		return b.Space.Axis(block+"."+name, bimt.Line(width), opts...)
	}
	switch {
	case b.TiedOrder:
		a.Q = axis("qkv", width, inHeads(heads))
		a.K, a.V, a.Mix = a.Q, a.Q, a.Q
	case b.kvHeads() == b.Heads:
		a.Q, a.V = axis("qk", width, inHeads(heads)), axis("v", width, bimt.InHeads(heads))
		a.K, a.Mix = a.Q, a.V
	default:
		each := width / b.Heads
		sharing := heads.Inside(block+".sharing", b.Heads/b.kvHeads())
		turns, values := []*bimt.Heads(nil), heads.Inside(block+".values", each)
		if b.parts.queryKey == nil {
			turns = []*bimt.Heads{heads.Inside(block+".dims", each)}
		}
		a.Q = axis("q", width, inHeads(heads, append([]*bimt.Heads{sharing}, turns...)...))
		a.K = axis("k", each*b.kvHeads(), inHeads(heads, turns...))
		a.V = axis("v", each*b.kvHeads(), bimt.InHeads(heads, values))
		a.Mix = axis("mix", width, bimt.InHeads(heads, sharing, values))
	}
}

// Params implements nn.Layer.
func (a *Attention) Params() []*graph.Param {
	var ps []*graph.Param
	for _, l := range []*nn.Linear{a.Query, a.Key, a.Value, a.Out} {
		ps = append(ps, l.Params()...)
	}
	if a.Rotary != nil {
		ps = append(ps, a.Rotary.Params()...)
	}
	return ps
}

// Apply implements nn.Layer: x is (batch, time, width), the result what is added to the
// residual stream.
func (a *Attention) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return a.ApplyTraced(nil, x) }

// ApplyTraced implements nn.Traced: the activations are q, k, v, pattern, mix and out,
// and rot_q and rot_k where queries and keys pass through Rotary.
func (a *Attention) ApplyTraced(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	q, err := t.Apply("q", a.Query, x) // (batch, time, heads·d)
	if err != nil {
		return nil, err
	}
	k, err := t.Apply("k", a.Key, x) // (batch, time, kv_heads·d)
	if err != nil {
		return nil, err
	}
	v, err := t.Apply("v", a.Value, x) // (batch, time, kv_heads·d)
	if err != nil {
		return nil, err
	}
	if q, err = through(t, "rot_q", a.Rotary, q); err != nil { // (batch, time, heads·d)
		return nil, err
	}
	if k, err = through(t, "rot_k", a.Rotary, k); err != nil { // (batch, time, kv_heads·d)
		return nil, err
	}
	mix, pattern, err := op.Attend(q, k, v, a.attn) // (batch, time, heads·d), (batch, heads, time, time)
	if err != nil {
		return nil, err
	}
	t.Keep("pattern", pattern)
	return t.Apply("out", a.Out, t.Keep("mix", mix)) // (batch, time, width)
}
