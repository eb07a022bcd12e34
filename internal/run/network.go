package run

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Network is what an experiment trains: parameters, their geometry, and a function
// from inputs to outputs, both by the data's own order of neurons.
type Network struct {
	Params *graph.Params
	Space  *bimt.Space
	// In and Out are the axes of inputs and outputs.
	In, Out *bimt.Axis
	// Transformer is the model, if it is one.
	Transformer *transformer.Model

	// apply adds the network to the graph once more, with the same parameters, and
	// gives the outputs (rows, …, outputs or classes); see build.
	apply func(x *gorgonia.Node) (*gorgonia.Node, error)
	// trace is apply with the activations by name; nil of transformers.
	trace func(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error)

	penalty []bimt.PenaltyOption     // what is charged
	rates   map[*graph.Param]float64 // factors of the learning rate
}

// Apply adds the network to its graph once more, with the same parameters: x is (rows,
// shape…), the result (rows, …, outputs or classes), both by the data's order.
func (n *Network) Apply(x *gorgonia.Node) (out *gorgonia.Node, err error) {
	err = build(func() error {
		out, err = n.apply(x)
		return err
	})
	return out, err
}

// models build each kind of network.
var models = map[string]func(*Config, *task.Data, *Network) error{"mlp": buildMLP, "transformer": buildTransformer}

// newNetwork builds the network of an experiment with the initial weights of its seed.
func newNetwork(c *Config, d *task.Data) (*Network, error) {
	dtype := tensor.Float64
	if c.DType == "float32" {
		dtype = tensor.Float32
	}
	n := &Network{
		Params: graph.NewParams(gorgonia.NewGraph(), dtype),
		Space:  bimt.NewSpace(bimt.LayerDistance(c.LayerDistance), bimt.Reduce(bimt.Reduction(c.Reduction))),
	}
	add, ok := models[c.Model]
	if !ok {
		return nil, fmt.Errorf("model: there is no %q", c.Model)
	}
	if err := add(c, d, n); err != nil {
		return nil, fmt.Errorf("model %s: %w", c.Model, err)
	}
	return n, n.charge(c)
}

// outputs is the number of output neurons.
func outputs(d *task.Data) int {
	if d.Classes > 0 {
		return d.Classes
	}
	return max(d.Answers(), d.OutputWidth)
}
