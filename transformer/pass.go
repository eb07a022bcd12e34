package transformer

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Pass is one application of a model to an input, with every activation under a name:
//
//	embed                       the residual stream at first       (batch, time, width)
//	block0.attn.norm            what is read, with layer norm      (batch, time, width)
//	block0.attn.q, k, v         queries, keys, values              (batch, time, heads·d)
//	block0.attn.pattern         the attention used                 (batch, heads, time, time)
//	block0.attn.mix             what the heads read                (batch, time, heads·d)
//	block0.attn.out             what is added to the stream        (batch, time, width)
//	block0.attn.residual        the stream after it                (batch, time, width)
//	block0.mlp.norm, hidden, out, residual                         hidden: (batch, time, hidden)
//	unembed.norm                what is read, with layer norm      (batch, read, width)
//	output                      the result, by output number       (batch, read, outputs)
//
// Where the config lists places to read, the output is computed from these alone as far
// down as it can: mlp.norm, hidden, out and residual of the last block are then apart from
// it, and computed in a session only if they are among its outputs.
//
// Neurons are in the order of places, heads in the order of slots: Axis.Order of the
// axis tells which neuron stands where.
type Pass struct {
	// Output is (batch, time, outputs), or (batch, read, outputs) if the config lists
	// places to read.
	Output *gorgonia.Node

	names []string
	nodes map[string]*gorgonia.Node
}

// Names lists the activations in the order they are computed.
func (p *Pass) Names() []string { return slices.Clone(p.names) }

// Activations are all nodes by name.
func (p *Pass) Activations() map[string]*gorgonia.Node { return maps.Clone(p.nodes) }

// Lookup finds an activation by its name. After a run, graph.Session.Float64s reads it.
func (p *Pass) Lookup(name string) (*gorgonia.Node, error) {
	n := p.nodes[name]
	if n == nil {
		return nil, fmt.Errorf("transformer: there is no activation %q: use one of %v", name, p.names)
	}
	return n, nil
}

func (p *Pass) add(name string, n *gorgonia.Node) {
	p.names = append(p.names, name)
	p.nodes[name] = n
}

// apply puts x through a layer and keeps the result under a name.
func (p *Pass) apply(name string, l nn.Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := l.Apply(x)
	if err != nil {
		return nil, fmt.Errorf("transformer: %s: %w", name, err)
	}
	p.add(name, y)
	return y, nil
}

// norm is x itself where there is no layer norm.
func (p *Pass) norm(name string, l *nn.LayerNorm, x *gorgonia.Node) (*gorgonia.Node, error) {
	if l == nil {
		return x, nil
	}
	return p.apply(name, l, x)
}

// sum is x + y.
func (p *Pass) sum(name string, x, y *gorgonia.Node) (*gorgonia.Node, error) {
	z, err := gorgonia.Add(x, y)
	if err != nil {
		return nil, fmt.Errorf("transformer: %s: %w", name, err)
	}
	p.add(name, z)
	return z, nil
}
