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
	// Query and Key lead from the residual stream to the axis qk, Value to the axis v,
	// Out from v back to the residual stream.
	Query, Key, Value, Out *nn.Linear
	// QK and V are the axes, in heads; one and the same if their orders are tied.
	QK, V *bimt.Axis
	// Rotary is what queries and keys pass through; nil for none.
	Rotary nn.Layer

	path string
	attn op.Attention
}

// newAttention makes the parameters and axes of path, such as block0.attn.
func newAttention(b *Builder, block string) (*Attention, error) {
	width := b.headsWidth()
	heads := bimt.NewHeads(block, b.Heads)
	a := &Attention{path: block + ".attn", attn: op.Attention{Heads: b.Heads, Causal: b.Causal, Rate: b.AttentionRate}}
	qk := bimt.InHeads(heads)
	if b.parts.queryKey != nil {
		qk = bimt.InRigidHeads(heads)
	}
	if b.TiedOrder {
		a.QK = b.Space.Axis(block+".qkv", bimt.Line(width), qk)
		a.V = a.QK
	} else {
		a.QK = b.Space.Axis(block+".qk", bimt.Line(width), qk)
		a.V = b.Space.Axis(block+".v", bimt.Line(width), bimt.InHeads(heads))
	}
	stacked := 0
	if b.StackedMeans {
		stacked = 3 * width
	}
	for _, w := range []struct {
		to   **nn.Linear
		name string
		Wiring
	}{
		{&a.Query, "q", Wiring{Rows: a.QK, Columns: b.Residual, meanRows: stacked}},
		{&a.Key, "k", Wiring{Rows: a.QK, Columns: b.Residual, meanRows: stacked}},
		{&a.Value, "v", Wiring{Rows: a.V, Columns: b.Residual, meanRows: stacked}},
		{&a.Out, "out", Wiring{Rows: b.Residual, Columns: a.V}},
	} {
		w.Path, w.Bias = a.path+"."+w.name, b.Biases.Attention
		var err error
		if *w.to, err = b.Linear(w.Wiring); err != nil {
			return nil, err
		}
	}
	var err error
	a.Rotary, err = b.make(b.parts.queryKey, a.path+".rotary")
	return a, err
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
	k, err := t.Apply("k", a.Key, x) // (batch, time, heads·d)
	if err != nil {
		return nil, err
	}
	v, err := t.Apply("v", a.Value, x) // (batch, time, heads·d)
	if err != nil {
		return nil, err
	}
	if q, err = through(t, "rot_q", a.Rotary, q); err != nil {
		return nil, err
	}
	if k, err = through(t, "rot_k", a.Rotary, k); err != nil {
		return nil, err
	}
	mix, pattern, err := op.Attend(q, k, v, a.attn) // (batch, time, heads·d), (batch, heads, time, time)
	if err != nil {
		return nil, err
	}
	t.Keep("pattern", pattern)
	return t.Apply("out", a.Out, t.Keep("mix", mix)) // (batch, time, width)
}
