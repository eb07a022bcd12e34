package circuit

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
)

// Flow says what FromFlow can't read from a flow.
type Flow struct {
	*flow.Flow
	// Inputs are the columns of the one stage that data is fed into, by neuron number. If
	// the network begins with a table of tokens instead, they are 1 for the token at hand
	// and 0 for the others: all tokens of the first operand, then of the next.
	Inputs  []Input
	Outputs []Output // of the one stage of results, by neuron number
	// Biases lie on the axis that they are added on; Activation is what follows the sum.
	Biases     []*bimt.Connection
	Activation func(*flow.Stage) Activation
}

// FromFlow is the circuit of a network that consists of weights, biases and activations,
// neuron by neuron in the data's own order, without the weights of |w| ≤ threshold and
// those that are 0. Entries of a table of tokens are all kept. Attention, skips and what
// the flow does not know have no circuit: the error says where they are.
func FromFlow(f Flow, threshold float64) (*Circuit, error) {
	if f.Flow == nil || slices.Contains(f.Biases, nil) {
		return nil, fmt.Errorf("circuit: the flow or one of the biases is missing")
	}
	if f.Activation == nil {
		f.Activation = func(*flow.Stage) Activation { return "" }
	}
	b := &builder{Flow: f, c: &Circuit{Inputs: f.Inputs}, first: map[*flow.Stage]int{}, threshold: threshold}
	outputs := f.Flow.Outputs()
	if len(f.Flow.Inputs()) > 1 || len(outputs) != 1 {
		return nil, fmt.Errorf("circuit: the network has %d stages of inputs and %d of outputs, want one each", len(f.Flow.Inputs()), len(outputs))
	}
	for _, s := range f.Stages {
		if err := b.stage(s); err != nil {
			return nil, fmt.Errorf("circuit: %w", err)
		}
	}
	if n := outputs[0].Axis.Len(); n != len(f.Outputs) {
		return nil, fmt.Errorf("circuit: %d outputs are named, the network has %d", len(f.Outputs), n)
	}
	for j, o := range f.Outputs {
		o.From = b.first[outputs[0]] + j
		b.c.Outputs = append(b.c.Outputs, o)
	}
	return b.c, b.c.Check()
}

type builder struct {
	Flow
	c         *Circuit
	first     map[*flow.Stage]int // value of neuron 0, copy 0
	threshold float64
}

func (b *builder) stage(s *flow.Stage) error {
	if s.Input {
		if s.Axis.Len()*max(1, s.Copies) != len(b.Inputs) {
			return fmt.Errorf("%d inputs are named, stage %s has %d", len(b.Inputs), s.Name, s.Axis.Len()*max(1, s.Copies))
		}
		return nil // b.first is 0
	}
	into := b.Into(s)
	b.first[s] = len(b.c.Inputs) + len(b.c.Neurons)
	copies := max(1, s.Copies)
	if len(into) == 0 || into[0].From != nil {
		copies = 1
	}
	neurons := make([]Neuron, copies*s.Axis.Len())
	for k := range neurons {
		neurons[k] = Neuron{Name: fmt.Sprintf("%s[%d]", s.Name, k%s.Axis.Len()), Activation: b.Activation(s)}
		if copies > 1 {
			neurons[k].Name = fmt.Sprintf("%s%d[%d]", s.Name, k/s.Axis.Len(), k%s.Axis.Len())
		}
	}
	for _, w := range into {
		if err := b.wire(w, neurons, copies); err != nil {
			return err
		}
	}
	for k := range neurons {
		slices.SortFunc(neurons[k].Terms, func(x, y Term) int { return x.From - y.From })
	}
	b.bias(s, neurons)
	b.c.Neurons = append(b.c.Neurons, neurons...)
	return nil
}

// wire adds the terms of a bundle of weights.
func (b *builder) wire(w *flow.Wire, neurons []Neuron, copies int) error {
	to := w.To.Axis.Order()
	switch w.Kind {
	case flow.Affine:
		from := w.From.Axis.Order()
		return w.Each(b.threshold, func(c flow.Cell, weight float64) {
			n := &neurons[to[c.To]]
			n.Terms = append(n.Terms, Term{b.first[w.From] + c.Copy*len(from) + from[c.From], weight})
		})
	case flow.Table:
		width := len(to)
		tokens := w.Len() / width
		if tokens*copies != len(b.Inputs) {
			return fmt.Errorf("%s: %d inputs are named, want %d tokens of %d operands", w, len(b.Inputs), tokens, copies)
		}
		return w.Each(0, func(c flow.Cell, weight float64) {
			for k := range copies {
				n := &neurons[k*width+to[c.To]]
				n.Terms = append(n.Terms, Term{k*tokens + c.Element/width, weight})
			}
		})
	}
	return fmt.Errorf("%s can't be written as weights and activations: of transformers, and of networks with skips, no circuit can be made", w)
}

func (b *builder) bias(s *flow.Stage, neurons []Neuron) {
	for _, c := range b.Biases {
		if on := c.Axes(); len(on) == 1 && on[0] == s.Axis {
			values, order := c.Param().Float64s(), s.Axis.Order()
			for place, v := range values {
				neurons[order[place%len(order)]].Bias += v
			}
		}
	}
}
