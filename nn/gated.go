package nn

import (
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// GatedMLP is down(act(gate(x)) ⊙ up(x)), with three linear layers (Shazeer 2020, arXiv
// 2002.05202): SwiGLU with op.SiLU, GeGLU with op.GELU. All three share the hidden neurons:
// rows of Gate and Up and columns of Down lie on one axis.
type GatedMLP struct {
	// Gate, whose activation is that of the MLP, and Up lead from the inputs to the hidden
	// neurons, Down from these to the outputs.
	Gate, Up, Down *Linear
}

// NewGatedMLP makes the layers PATH.gate, PATH.up and PATH.down as NewLinear does, with
// biases; set a Bias to nil for none.
func NewGatedMLP(params *graph.Params, path string, in, hidden, out int, act op.Activation, rng *rand.Rand) (*GatedMLP, error) {
	m := &GatedMLP{}
	for _, l := range []struct {
		to        **Linear
		name      string
		in, width int
		act       op.Activation
	}{
		{&m.Gate, "gate", in, hidden, act}, {&m.Up, "up", in, hidden, op.Identity}, {&m.Down, "down", hidden, out, op.Identity},
	} {
		var err error
		if *l.to, err = NewLinear(params, path+"."+l.name, l.in, l.width, l.act, rng); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Apply implements Layer: x is (…, in), the result (…, out).
func (m *GatedMLP) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return m.ApplyTraced(nil, x) }

// ApplyTraced implements Traced: the activations are gate, up, hidden (their product) and
// out.
func (m *GatedMLP) ApplyTraced(t *Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	gate, err := t.Apply("gate", m.Gate, x) // (…, hidden)
	if err != nil {
		return nil, err
	}
	up, err := t.Apply("up", m.Up, x) // (…, hidden)
	if err != nil {
		return nil, err
	}
	hidden, err := gorgonia.HadamardProd(gate, up)
	if err != nil {
		return nil, err
	}
	return t.Apply("out", m.Down, t.Keep("hidden", hidden)) // (…, out)
}

// Params implements Layer.
func (m *GatedMLP) Params() []*graph.Param {
	var ps []*graph.Param
	for _, l := range []*Linear{m.Gate, m.Up, m.Down} {
		ps = append(ps, l.Params()...)
	}
	return ps
}
