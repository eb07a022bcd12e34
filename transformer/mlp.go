package transformer

import (
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// MLPKind names what the MLPs are.
type MLPKind string

// The MLPs: down(act(up(x))), or down(act(gate(x)) ⊙ up(x)), which is SwiGLU with op.SiLU.
const (
	MLPPlain MLPKind = "plain"
	MLPGated MLPKind = "gated"
)

// MLP is the two-layer perceptron of one block.
type MLP struct {
	// Up leads from the residual stream to the hidden neurons, Down back.
	Up, Down *nn.Linear
	// Hidden is the axis of the hidden neurons.
	Hidden *bimt.Axis
}

func plainMLP(b *Builder, path string) (nn.Layer, error) {
	m := &MLP{Hidden: b.hiddenAxis(path)}
	var err error
	m.Up, err = b.Linear(Wiring{
		Path: path + ".up", Bias: b.Biases.MLP,
		Rows: m.Hidden, Columns: b.Residual, Activation: b.Activation,
	})
	if err != nil {
		return nil, err
	}
	m.Down, err = b.Linear(Wiring{
		Path: path + ".down", Bias: b.Biases.MLP,
		Rows: b.Residual, Columns: m.Hidden,
	})
	return m, err
}

// hiddenAxis is block0.hidden for block0.mlp.
func (b *Builder) hiddenAxis(path string) *bimt.Axis {
	return b.Space.Axis(strings.TrimSuffix(path, ".mlp")+".hidden", bimt.Line(b.hidden()))
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

// Gated is the gated MLP of one block.
type Gated struct {
	nn.GatedMLP
	// Hidden is the axis of the hidden neurons.
	Hidden *bimt.Axis
}

func gatedMLP(b *Builder, path string) (nn.Layer, error) {
	m := &Gated{Hidden: b.hiddenAxis(path)}
	for _, w := range []struct {
		to            **nn.Linear
		name          string
		rows, columns *bimt.Axis
		act           op.Activation
	}{
		{&m.Gate, "gate", m.Hidden, b.Residual, b.Activation},
		{&m.Up, "up", m.Hidden, b.Residual, op.Identity},
		{&m.Down, "down", b.Residual, m.Hidden, op.Identity},
	} {
		var err error
		if *w.to, err = b.Linear(Wiring{Path: path + "." + w.name, Bias: b.Biases.MLP, Rows: w.rows, Columns: w.columns, Activation: w.act}); err != nil {
			return nil, err
		}
	}
	return m, nil
}
