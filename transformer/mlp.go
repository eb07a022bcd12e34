package transformer

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
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

// Params implements nn.Layer.
func (m *MLP) Params() []*graph.Param { return append(m.Up.Params(), m.Down.Params()...) }

// Apply implements nn.Layer: x is (batch, time, width), the result what is added to the
// residual stream.
func (m *MLP) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return m.ApplyTraced(nil, x) }

// ApplyTraced implements nn.Traced: the activations are hidden and out.
func (m *MLP) ApplyTraced(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	h, err := t.Apply("hidden", m.Up, x) // (batch, time, hidden)
	if err != nil {
		return nil, err
	}
	return t.Apply("out", m.Down, h) // (batch, time, width)
}
