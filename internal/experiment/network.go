package experiment

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Network is what an experiment trains: parameters, their geometry, and a function
// from inputs to outputs, both by the data's own order of neurons.
type Network struct {
	Params *graph.Params
	Space  *bimt.Space
	// Apply adds the network to the graph once more, with the same parameters, and
	// gives the outputs (rows, …, outputs or classes).
	Apply func(x *gorgonia.Node) (*gorgonia.Node, error)
	// In and Out are the axes of inputs and outputs.
	In, Out *bimt.Axis
	// Transformer is the model, if it is one.
	Transformer *transformer.Model

	flow *flow.Flow // read when it is first asked for
}

// NewNetwork builds the network of an experiment with the initial weights of its seed.
func (c *Config) NewNetwork(d *task.Data) (*Network, error) {
	n := &Network{
		Params: graph.NewParams(gorgonia.NewGraph(), c.dtype()),
		Space:  bimt.NewSpace(bimt.LayerDistance(c.LayerDistance), bimt.Reduce(bimt.Reduction(c.Reduction))),
	}
	build, ok := map[string]func(*Config, *task.Data, *Network) error{"mlp": buildMLP, "transformer": buildTransformer}[c.Model]
	if !ok {
		return nil, fmt.Errorf("model: there is no %q", c.Model)
	}
	if err := build(c, d, n); err != nil {
		return nil, fmt.Errorf("model %s: %w", c.Model, err)
	}
	return n, nil
}

func (c *Config) dtype() tensor.Dtype {
	if c.DType == "float32" {
		return tensor.Float32
	}
	return tensor.Float64
}
