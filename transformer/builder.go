package transformer

import (
	"cmp"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
)

// builder makes parameters and lays them on their axes.
type builder struct {
	Config
	params   *graph.Params
	space    *bimt.Space
	rng      *rand.Rand
	residual *bimt.Axis
}

// wiring says what a weight connects and how it is charged.
type wiring struct {
	path       string // of the weight and the bias
	bias       bool   // whether there is one
	rows, cols *bimt.Axis
	act        op.Activation
	meanRows   int // rows of the tensor that a mean is taken over; 0: its own
	charge     []bimt.ConnectOption
}

// linear makes a weight and its bias, uniform in ±1/√in as PyTorch's linear layers are.
func (b *builder) linear(w wiring) (*nn.Linear, error) {
	in := w.cols.Len()
	weight, err := b.uniform(w.path+".weight", in, w.rows.Len(), in)
	if err != nil {
		return nil, err
	}
	return b.tied(weight, w)
}

// tied connects a weight that is there already, and makes its bias.
func (b *builder) tied(weight *graph.Param, w wiring) (*nn.Linear, error) {
	l := &nn.Linear{Weight: weight, Activation: cmp.Or(w.act, op.Identity)}
	in := w.cols.Len()
	charge := append([]bimt.ConnectOption{bimt.MeanOver(w.meanRows * in)}, w.charge...)
	if err := b.space.Connect(weight, w.rows, w.cols, charge...); err != nil || !w.bias {
		return l, err
	}
	var err error
	if l.Bias, err = b.uniform(w.path+".bias", in, w.rows.Len()); err != nil {
		return nil, err
	}
	return l, b.space.Bias(l.Bias, w.rows, bimt.MeanOver(w.meanRows))
}

func (b *builder) uniform(name string, fanIn int, shape ...int) (*graph.Param, error) {
	p, err := b.params.New(name, shape...)
	if err != nil {
		return nil, err
	}
	return p, nn.Uniform(p, 1/math.Sqrt(float64(fanIn)), b.rng)
}

// table makes rows of the residual stream's width, normal with deviation 1/√width as in
// the Clock and Pizza models, so that each has a length near 1.
func (b *builder) table(path string, rows int) (*graph.Param, error) {
	p, err := b.params.New(path+".weight", rows, b.Width)
	if err != nil {
		return nil, err
	}
	return p, nn.Normal(p, 1/math.Sqrt(float64(b.Width)), b.rng)
}

// norm makes a layer norm of the residual stream; nil if there is to be none.
func (b *builder) norm(path string) (*nn.LayerNorm, error) {
	if !b.LayerNorm {
		return nil, nil
	}
	n, err := nn.NewLayerNorm(b.params, path, b.Width)
	if err != nil {
		return nil, err
	}
	for _, p := range n.Params() {
		if err := b.space.Attach(p, b.residual); err != nil {
			return nil, err
		}
	}
	return n, nil
}
