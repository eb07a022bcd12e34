package circuit

import (
	"fmt"
	"math"
)

// Layer is a dense layer, act(W·x + b).
type Layer struct {
	Name       string    // of its neurons: Name[0], Name[1], …
	Weight     []float64 // (out, in), row by row
	Bias       []float64 // (out), or nil for none
	Activation Activation
	In         int // columns of Weight
}

func (l *Layer) out() int {
	if l.In <= 0 {
		return 0
	}
	return len(l.Weight) / l.In
}

// FromLayers is the circuit of dense layers, one after the other, without the weights of
// |w| < threshold and those that are 0. The last layer's neurons are the outputs, in
// their order.
func FromLayers(inputs []Input, layers []Layer, outputs []Output, threshold float64) (*Circuit, error) {
	c := &Circuit{Inputs: inputs}
	first, width := 0, len(inputs) // the values the next layer reads
	for i := range layers {
		l := &layers[i]
		if err := l.fits(width); err != nil {
			return nil, fmt.Errorf("layer %d (%s): %w", i, l.Name, err)
		}
		for j := range l.out() {
			c.Neurons = append(c.Neurons, l.neuron(j, first, threshold))
		}
		first, width = len(inputs)+len(c.Neurons)-l.out(), l.out()
	}
	if len(outputs) != width {
		return nil, fmt.Errorf("%d outputs are named, the last layer has %d", len(outputs), width)
	}
	for j, o := range outputs {
		o.From = first + j
		c.Outputs = append(c.Outputs, o)
	}
	return c, c.Check()
}

func (l *Layer) fits(width int) error {
	if l.In != width || l.In == 0 || len(l.Weight)%l.In != 0 {
		return fmt.Errorf("%d weights in rows of %d do not fit %d values", len(l.Weight), l.In, width)
	}
	if l.Bias != nil && len(l.Bias) != l.out() {
		return fmt.Errorf("%d biases for %d neurons", len(l.Bias), l.out())
	}
	return nil
}

func (l *Layer) neuron(j, first int, threshold float64) Neuron {
	n := Neuron{Name: fmt.Sprintf("%s[%d]", l.Name, j), Activation: l.Activation}
	if l.Bias != nil {
		n.Bias = l.Bias[j]
	}
	for k, w := range l.Weight[j*l.In : (j+1)*l.In] {
		if w != 0 && !(math.Abs(w) < threshold) {
			n.Terms = append(n.Terms, Term{From: first + k, Weight: w})
		}
	}
	return n
}
