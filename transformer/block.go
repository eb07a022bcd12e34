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
func (l *Block) apply(p *Pass, x *gorgonia.Node) (*gorgonia.Node, error) {
	read, err := p.norm(l.path+".attn.norm", l.AttentionNorm, x)
	if err != nil {
		return nil, err
	}
	y, err := l.Attention.apply(p, read)
	if err != nil {
		return nil, err
	}
	if x, err = p.sum(l.path+".attn.residual", x, y); err != nil {
		return nil, err
	}
	if read, err = p.norm(l.path+".mlp.norm", l.MLPNorm, x); err != nil {
		return nil, err
	}
	if y, err = l.MLP.apply(p, read); err != nil {
		return nil, err
	}
	return p.sum(l.path+".mlp.residual", x, y)
}
