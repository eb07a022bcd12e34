package nn

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Linear is act(x·Wᵀ + b).
type Linear struct {
	// Weight is (out, in), named PATH.weight; Bias is (out), named PATH.bias, or nil
	// for none.
	Weight, Bias *graph.Param
	Activation   op.Activation
}

// NewLinear makes a layer whose weights and biases are uniform in ±1/√in, PyTorch's
// default.
func NewLinear(params *graph.Params, path string, in, out int, act op.Activation, rng *rand.Rand) (*Linear, error) {
	if in < 1 || out < 1 {
		return nil, fmt.Errorf("nn: layer %s goes from %d to %d neurons: each must be at least 1", path, in, out)
	}
	if err := act.Check(); err != nil {
		return nil, fmt.Errorf("nn: layer %s: %w", path, err)
	}
	w, err := params.New(path+".weight", out, in)
	if err != nil {
		return nil, err
	}
	b, err := params.New(path+".bias", out)
	if err != nil {
		return nil, err
	}
	for _, p := range []*graph.Param{w, b} {
		if err := Uniform(p, fanInBound(in), rng); err != nil {
			return nil, err
		}
	}
	return &Linear{Weight: w, Bias: b, Activation: act}, nil
}

// Apply implements Layer: x is (…, in), the result (…, out).
func (l *Linear) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.Affine(x, l.Weight.Node(), l.bias(), l.Activation)
}

// bias is the node of the bias, nil for none.
func (l *Linear) bias() *gorgonia.Node {
	if l.Bias == nil {
		return nil
	}
	return l.Bias.Node()
}

// Params implements Layer.
func (l *Linear) Params() []*graph.Param {
	if l.Bias == nil {
		return []*graph.Param{l.Weight}
	}
	return []*graph.Param{l.Weight, l.Bias}
}
