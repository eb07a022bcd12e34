package transformer

import (
	"fmt"

	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Block adds what its attention and then its MLP read from the residual stream to it.
type Block struct {
	Attention *Attention
	// MLP is a *MLP, a *Gated, what WithMLP made, or nil for none.
	MLP nn.Layer
	// AttentionNorm and MLPNorm normalise what the two read: *nn.LayerNorm, *nn.RMSNorm, or
	// what WithNorm made; nil without a norm.
	AttentionNorm, MLPNorm nn.Layer

	path string
}

func newBlock(b *Builder, i int) (*Block, error) {
	l := &Block{path: fmt.Sprintf("block%d", i)}
	var err error
	if l.AttentionNorm, err = b.make(b.parts.norm, l.path+".attn.norm"); err != nil {
		return nil, err
	}
	if l.Attention, err = newAttention(b, l.path); err != nil {
		return nil, err
	}
	if b.parts.mlp == nil {
		return l, nil
	}
	if l.MLPNorm, err = b.make(b.parts.norm, l.path+".mlp.norm"); err != nil {
		return nil, err
	}
	l.MLP, err = b.make(b.parts.mlp, l.path+".mlp")
	return l, err
}

// apply takes the residual stream (batch, time, width) through the block.
func (l *Block) apply(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	x, err := add(t.Scope("attn"), l.AttentionNorm, l.Attention, x)
	if err != nil {
		return nil, err
	}
	if l.MLP == nil {
		return x, nil
	}
	return add(t.Scope("mlp"), l.MLPNorm, l.MLP, x)
}

// add is x and what a part adds to it; the part reads x normalised, where there is a norm.
func add(t *nn.Trace, norm, part nn.Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	read, err := through(t, "norm", norm, x) // (batch, time, width)
	if err != nil {
		return nil, err
	}
	y, err := through(t, "", part, read) // (batch, time, width)
	if err != nil {
		return nil, err
	}
	sum, err := gorgonia.Add(x, y)
	if err != nil {
		return nil, err
	}
	return t.Keep("residual", sum), nil
}
