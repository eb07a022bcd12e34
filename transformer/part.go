package transformer

import (
	"fmt"

	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Part makes one part of a transformer, from the residual stream (batch, time, width) to
// the same shape. path is the part's own in the model: what its parameters and axes are
// called begins with it. Every parameter that has a dimension on an axis is to be connected
// in b.Space (b.Linear does so), else relocation would break the network; flow.Check and
// bimt.Space.Verify find what was forgotten.
//
// The layer's activations are named if it is an nn.Traced.
type Part func(b *Builder, path string) (nn.Layer, error)

// Option puts a part from outside in place of the one that the Config names.
type Option func(*parts)

// parts are those that are not of every transformer; nil for none.
type parts struct {
	norm, mlp, positions, queryKey Part
}

// WithNorm makes what attention, MLPs and the unembedding read the residual stream
// through. It is called once for each, with a path such as block0.attn.norm.
func WithNorm(p Part) Option { return func(ps *parts) { ps.norm = p } }

// WithMLP makes what each block adds to the residual stream after its attention. It is
// called with block0.mlp, block1.mlp, …; nil leaves MLPs out.
func WithMLP(p Part) Option { return func(ps *parts) { ps.mlp = p } }

// WithPositions makes what the residual stream passes through behind the embedding, to tell
// places apart. It is called once, with the path positions.
func WithPositions(p Part) Option { return func(ps *parts) { ps.positions = p } }

// WithQueryKey makes what the queries and the keys of each block pass through, (batch,
// time, heads·d) to the same, to tell places apart by turning them, say; keys may have fewer
// heads. It is called with block0.attn.rotary, … for both. Heads are rigid then: tensors keep
// the order inside.
func WithQueryKey(p Part) Option { return func(ps *parts) { ps.queryKey = p } }

// chosen are the parts that the config names, and those of options.
func (c *Config) chosen(opts []Option) parts {
	ps := parts{mlp: plainMLP}
	switch c.norm() {
	case NormLayer:
		ps.norm = layerNorm
	case NormRMS:
		ps.norm = rmsNorm
	}
	switch c.position() {
	case PositionLearned:
		ps.positions = learnedPositions
	case PositionRotary:
		ps.queryKey = rotary
	}
	if c.MLP == MLPGated {
		ps.mlp = gatedMLP
	}
	for _, o := range opts {
		if o != nil {
			o(&ps)
		}
	}
	return ps
}

// make makes a part; nil if there is to be none.
func (b *Builder) make(p Part, path string) (nn.Layer, error) {
	if p == nil {
		return nil, nil
	}
	l, err := p(b, path)
	if err != nil {
		return nil, fmt.Errorf("transformer: %s: %w", path, err)
	}
	if l == nil {
		return nil, fmt.Errorf("transformer: %s: the function that makes it gave neither a layer nor an error", path)
	}
	return l, nil
}

// through is x through a layer, under a name; x itself where there is none.
func through(t *nn.Trace, name string, l nn.Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	if l == nil {
		return x, nil
	}
	y, err := t.Apply(name, l, x)
	if err == nil && !y.Shape().Eq(x.Shape()) {
		err = fmt.Errorf("%T gives %v from %v: want the same shape", l, y.Shape(), x.Shape())
	}
	return y, err
}
