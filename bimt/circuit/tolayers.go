package circuit

import "fmt"

// Layers are the dense layers that FromLayers makes the circuit of, the first sizes[0]
// neurons being the first, in the units of the network: columns are not scaled. Neurons that
// read others than those of the layer before, and outputs that are not the last layer in its
// order, have none: an error.
func (c *Circuit) Layers(sizes ...int) ([]Layer, error) {
	var layers []Layer
	first, width, done := 0, len(c.Inputs), 0 // of the values that are read; neurons so far
	for i, n := range sizes {
		if n < 1 || done+n > len(c.Neurons) {
			return nil, fmt.Errorf("circuit: layer %d has %d neurons, %d of %d are left", i, n, len(c.Neurons)-done, len(c.Neurons))
		}
		l := Layer{Weight: make([]float64, n*width), Bias: make([]float64, n), In: width, Activation: c.Neurons[done].Activation}
		for j, u := range c.Neurons[done:][:n] {
			if u.Activation != l.Activation {
				return nil, fmt.Errorf("circuit: layer %d: %s has activation %s, others %s", i, u.Name, u.Activation, l.Activation)
			}
			l.Bias[j] = u.Bias
			for _, t := range u.Terms {
				if t.From < first || t.From >= first+width {
					return nil, fmt.Errorf("circuit: layer %d: %s reads %s, which is not of the layer before", i, u.Name, c.Name(t.From))
				}
				l.Weight[j*width+t.From-first] += t.Weight
			}
		}
		layers = append(layers, l)
		done += n
		first, width = len(c.Inputs)+done-n, n
	}
	for j, o := range c.Outputs {
		if done != len(c.Neurons) || len(c.Outputs) != width || o.From != first+j {
			return nil, fmt.Errorf("circuit: the %d neurons of the last layer are not the %d outputs in their order", width, len(c.Outputs))
		}
	}
	return layers, nil
}
