package nn

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// MLP is a chain of linear layers with an activation after each but the last.
type MLP struct {
	Layers []*Linear
}

// NewMLP makes the chain through the given widths, inputs first. Its layers are path
// with their number: linear0, linear1, … for the path linear.
func NewMLP(params *graph.Params, path string, widths []int, act op.Activation, rng *rand.Rand) (*MLP, error) {
	if len(widths) < 2 {
		return nil, fmt.Errorf("nn: an MLP needs at least the numbers of inputs and outputs, was given %v", widths)
	}
	if path == "" {
		return nil, errors.New("nn: an MLP needs a path for its layers, such as linear")
	}
	m := &MLP{}
	for i := range len(widths) - 1 {
		if i == len(widths)-2 {
			act = op.Identity
		}
		l, err := NewLinear(params, fmt.Sprintf("%s%d", path, i), widths[i], widths[i+1], act, rng)
		if err != nil {
			return nil, err
		}
		m.Layers = append(m.Layers, l)
	}
	return m, nil
}

// Apply implements Layer: x is (…, inputs), the result (…, outputs).
func (m *MLP) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return m.ApplyTraced(nil, x) }

// ApplyTraced implements Traced: the activations are hidden0, hidden1, …, out.
func (m *MLP) ApplyTraced(t *Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	var err error
	for i, l := range m.Layers {
		name := fmt.Sprintf("hidden%d", i)
		if i == len(m.Layers)-1 {
			name = "out"
		}
		if x, err = t.Apply(name, l, x); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// Params implements Layer.
func (m *MLP) Params() []*graph.Param {
	var ps []*graph.Param
	for _, l := range m.Layers {
		ps = append(ps, l.Params()...)
	}
	return ps
}
