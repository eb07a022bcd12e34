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

// Builder is what a [Part] is made with: it makes parameters and lays them on their axes.
type Builder struct {
	Config
	// Params is where parameters are made, Space where their axes and connections are.
	Params *graph.Params
	Space  *bimt.Space
	// Residual is the axis of the residual stream.
	Residual *bimt.Axis
	// Rng is what all weights are drawn from, in the order they are made.
	Rng *rand.Rand

	parts parts
}

// Wiring says what a weight connects and how it is charged.
type Wiring struct {
	// Path is that of the weight and the bias: PATH.weight, PATH.bias.
	Path string
	// Bias says whether there is one.
	Bias bool
	// Rows is the axis that the weight leads to, Columns the one it comes from.
	Rows, Columns *bimt.Axis
	// Activation is applied to each sum; none if empty.
	Activation op.Activation
	// Charge changes how the weight is charged.
	Charge []bimt.ConnectOption

	meanRows int // rows of the tensor that a mean is taken over; 0: its own
}

// Linear makes a weight (rows, columns) and its bias, uniform in ±1/√columns as PyTorch's
// linear layers are, and connects them in the space.
func (b *Builder) Linear(w Wiring) (*nn.Linear, error) {
	in := w.Columns.Len()
	weight, err := b.uniform(w.Path+".weight", in, w.Rows.Len(), in)
	if err != nil {
		return nil, err
	}
	return b.tied(weight, w)
}

// tied connects a weight that is there already, and makes its bias.
func (b *Builder) tied(weight *graph.Param, w Wiring) (*nn.Linear, error) {
	l := &nn.Linear{Weight: weight, Activation: cmp.Or(w.Activation, op.Identity)}
	in := w.Columns.Len()
	charge := append([]bimt.ConnectOption{bimt.MeanOver(w.meanRows * in)}, w.Charge...)
	if err := b.Space.Connect(weight, w.Rows, w.Columns, charge...); err != nil || !w.Bias {
		return l, err
	}
	var err error
	if l.Bias, err = b.uniform(w.Path+".bias", in, w.Rows.Len()); err != nil {
		return nil, err
	}
	return l, b.Space.Bias(l.Bias, w.Rows, bimt.MeanOver(w.meanRows))
}

func (b *Builder) uniform(name string, fanIn int, shape ...int) (*graph.Param, error) {
	p, err := b.Params.New(name, shape...)
	if err != nil {
		return nil, err
	}
	return p, nn.Uniform(p, 1/math.Sqrt(float64(fanIn)), b.Rng)
}

// table makes rows of the residual stream's width, normal with deviation 1/√width as in
// the Clock and Pizza models, so that each has a length near 1.
func (b *Builder) table(path string, rows int) (*graph.Param, error) {
	p, err := b.Params.New(path+".weight", rows, b.Width)
	if err != nil {
		return nil, err
	}
	return p, nn.Normal(p, 1/math.Sqrt(float64(b.Width)), b.Rng)
}
