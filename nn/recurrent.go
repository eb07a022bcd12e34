package nn

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Recurrent is h_t = act(W·x_t + b + R·h_{t−1}), h_{−1} = 0 (Elman 1990), unrolled: one graph has
// all steps of time. Rows of In and both dimensions of Back lie on one axis, which is connected to
// itself.
type Recurrent struct {
	In         *Linear // W, (hidden, in), and b
	Back       *Linear // R, (hidden, hidden), without a bias
	Activation op.Activation
}

// NewRecurrent makes the layers PATH.in, as NewLinear does, and PATH.back, orthogonal times gain.
func NewRecurrent(params *graph.Params, path string, in, hidden int, act op.Activation, gain float64, rng *rand.Rand) (*Recurrent, error) {
	if err := act.Check(); err != nil {
		return nil, fmt.Errorf("nn: layer %s: %w", path, err)
	}
	w, err := NewLinear(params, path+".in", in, hidden, op.Identity, rng)
	if err != nil {
		return nil, err
	}
	p, err := params.New(path+".back.weight", hidden, hidden)
	if err != nil {
		return nil, err
	}
	if err := Orthogonal(p, rng); err != nil {
		return nil, err
	}
	v := p.Float64s()
	for i := range v {
		v[i] *= gain
	}
	return &Recurrent{In: w, Back: &Linear{Weight: p, Activation: op.Identity}, Activation: act}, p.Set(v)
}

// Apply gives the state (batch, hidden) after each of the inputs (batch, in).
func (r *Recurrent) Apply(inputs ...*gorgonia.Node) (states []*gorgonia.Node, err error) {
	var h *gorgonia.Node
	for t, x := range inputs {
		if h, err = r.Step(x, h); err != nil {
			return nil, fmt.Errorf("nn: recurrent, step %d of time: %w", t, err)
		}
		states = append(states, h)
	}
	return states, nil
}

// Step is the state after x (batch, in); before is that of the step before, nil for 0.
func (r *Recurrent) Step(x, before *gorgonia.Node) (*gorgonia.Node, error) {
	sum, err := r.In.Apply(x)
	if err != nil {
		return nil, err
	}
	if before != nil {
		back, err := r.Back.Apply(before)
		if err != nil {
			return nil, err
		}
		if sum, err = gorgonia.Add(sum, back); err != nil {
			return nil, err
		}
	}
	return r.Activation.Apply(sum)
}

// Params are those of both layers.
func (r *Recurrent) Params() []*graph.Param { return append(r.In.Params(), r.Back.Params()...) }
