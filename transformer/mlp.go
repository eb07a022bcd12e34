package transformer

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// MLP is the two-layer perceptron of one block.
type MLP struct {
	// Up leads from the residual stream to the hidden neurons, Down back.
	Up, Down *nn.Linear
	// Hidden is the axis of the hidden neurons.
	Hidden *bimt.Axis

	path string
}

func newMLP(b *builder, block string) (*MLP, error) {
	m := &MLP{path: block + ".mlp", Hidden: b.space.Axis(block+".hidden", bimt.Line(b.hidden()))}
	var err error
	m.Up, err = b.linear(wiring{
		path: m.path + ".up", bias: b.Biases.MLP,
		rows: m.Hidden, cols: b.residual, act: b.Activation,
	})
	if err != nil {
		return nil, err
	}
	m.Down, err = b.linear(wiring{
		path: m.path + ".down", bias: b.Biases.MLP,
		rows: b.residual, cols: m.Hidden,
	})
	return m, err
}

// apply reads x (batch, time, width) and gives what is added to the residual stream.
func (m *MLP) apply(p *Pass, x *gorgonia.Node) (*gorgonia.Node, error) {
	h, err := p.apply(m.path+".hidden", m.Up, x) // (batch, time, hidden)
	if err != nil {
		return nil, err
	}
	return p.apply(m.path+".out", m.Down, h) // (batch, time, width)
}
