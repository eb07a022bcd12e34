package transformer

import (
	"fmt"

	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Block adds what its attention and then its MLP read from the residual stream to it.
type Block struct {
	Attention *Attention
	MLP       *MLP
	// AttentionNorm and MLPNorm normalise what the two read; nil without layer norm.
	AttentionNorm, MLPNorm *nn.LayerNorm

	path string
}

func newBlock(b *builder, i int) (*Block, error) {
	l := &Block{path: fmt.Sprintf("block%d", i)}
	var err error
	if l.AttentionNorm, err = b.norm(l.path + ".attn.norm"); err != nil {
		return nil, err
	}
	if l.Attention, err = newAttention(b, l.path); err != nil {
		return nil, err
	}
	if l.MLPNorm, err = b.norm(l.path + ".mlp.norm"); err != nil {
		return nil, err
	}
	l.MLP, err = newMLP(b, l.path)
	return l, err
}

// apply takes the residual stream (batch, time, width) through the block.
func (l *Block) apply(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	x, err := add(t.Scope("attn"), l.AttentionNorm, l.Attention, x)
	if err != nil {
		return nil, err
	}
	return add(t.Scope("mlp"), l.MLPNorm, l.MLP, x)
}

// add is x and what a part adds to it; the part reads x normalised, where there is a norm.
func add(t *nn.Trace, n *nn.LayerNorm, part nn.Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	read, err := norm(t, n, x)
	if err != nil {
		return nil, err
	}
	y, err := t.Apply("", part, read)
	if err != nil {
		return nil, err
	}
	sum, err := gorgonia.Add(x, y)
	if err != nil {
		return nil, err
	}
	return t.Keep("residual", sum), nil
}
