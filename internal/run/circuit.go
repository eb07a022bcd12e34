package run

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/dataset/table"
)

// Circuit is the network without the weights of |w| ≤ threshold, in the names and
// units of its data: the standardisation of a table is part of it. Where inputs are tokens
// there is an input for each token of each operand, 1 if it is there. Of a transformer
// there is no circuit.
func (r *Run) Circuit(threshold float64) (*circuit.Circuit, error) {
	if r.Network.Transformer != nil {
		return nil, fmt.Errorf("%s is a transformer: only networks of weights, biases and activations can be written as a circuit", r.Config.Experiment)
	}
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	inputs, err := r.circuitInputs()
	if err != nil {
		return nil, err
	}
	outputs, err := r.circuitOutputs()
	if err != nil {
		return nil, err
	}
	var biases []*bimt.Connection
	for _, c := range r.Network.Space.Connections() {
		if len(c.Axes()) == 1 {
			biases = append(biases, c)
		}
	}
	return circuit.FromFlow(circuit.Flow{Flow: f, Inputs: inputs, Outputs: outputs, Biases: biases, Activation: func(s *flow.Stage) circuit.Activation {
		if s.Output || r.Data.Tokens > 0 && s.Axis == r.Network.In {
			return op.Identity
		}
		return op.Activation(r.Config.Activation)
	}}, threshold)
}

func (r *Run) circuitInputs() ([]circuit.Input, error) {
	d := r.Data
	n := d.XShape[len(d.XShape)-1]
	for _, k := range d.XShape[:len(d.XShape)-1] {
		n *= k
	}
	names := d.Inputs
	if len(names) != n {
		names = numbered("x", n)
	}
	if d.Tokens > 0 {
		var all []circuit.Input
		for _, name := range names {
			for t := range d.Tokens {
				all = append(all, circuit.Input{Name: fmt.Sprintf("%s=%d", name, t)})
			}
		}
		return all, nil
	}
	all := make([]circuit.Input, n)
	for i, name := range names {
		all[i].Name = name
	}
	return all, eachScale(d.InScale, n, func(i int, mean, std float64) { all[i].Mean, all[i].Std = mean, std })
}

func (r *Run) circuitOutputs() ([]circuit.Output, error) {
	n, names := r.Network.Out.Len(), r.Data.Outputs
	if len(names) != n {
		names = numbered("y", n)
	}
	all := make([]circuit.Output, n)
	for i, name := range names {
		all[i].Name = name
	}
	return all, eachScale(r.Data.OutScale, n, func(i int, mean, std float64) { all[i].Mean, all[i].Std = mean, std })
}

// eachScale gives mean and deviation of each column of a scaling that is there.
func eachScale(s *table.Scaling, n int, do func(i int, mean, std float64)) error {
	if s == nil || len(s.Names) != n {
		return nil
	}
	for i, name := range s.Names {
		if i < len(s.Log) && s.Log[i] {
			return fmt.Errorf("column %q is on a logarithmic scale, which a circuit can't have: train without it", name)
		}
		if s.Mean[i] != 0 || s.Std[i] != 1 {
			do(i, s.Mean[i], s.Std[i])
		}
	}
	return nil
}

func numbered(name string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(name, i+1)
	}
	return all
}
