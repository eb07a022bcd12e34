package bimt

import (
	"fmt"
	"math"
	"slices"
)

// AblateWeight is the effect of a weight: the loss with that element of a connection at
// zero, minus the loss. Element is row-major, as the parameter stands. The weight is
// restored to the bit whatever happens.
func (s *Space) AblateWeight(loss Loss, c *Connection, element int) (effect float64, err error) {
	if !slices.Contains(s.conns, c) {
		return 0, fmt.Errorf("bimt: ablation: the connection is not of this space")
	}
	if element < 0 || element >= c.param.Len() {
		return 0, fmt.Errorf("bimt: ablation: %s has elements 0 … %d, none of number %d", c.param.Name(), c.param.Len()-1, element)
	}
	what := fmt.Sprintf("element %d of %s at zero", element, c.param.Name())
	return s.ablate(loss, what, []cut{{c, func(i int) bool { return i == element }}})
}

// AblateNeuron is the effect of a neuron, by number: the loss with its output at zero,
// minus the loss. That is all its wires out at zero, for all copies of its axis; where
// no wires lead on from the axis (outputs, queries, keys), all its wires in, its bias
// and its column of embeddings. A layer norm over the axis still reads the neuron. The
// weights are restored to the bit whatever happens.
func (s *Space) AblateNeuron(loss Loss, a *Axis, neuron int) (effect float64, err error) {
	if !slices.Contains(s.axes, a) {
		return 0, fmt.Errorf("bimt: ablation: the axis is not of this space")
	}
	place := slices.Index(a.order.At, neuron)
	if place < 0 {
		return 0, fmt.Errorf("bimt: ablation: axis %s has neurons 0 … %d, none of number %d", a.name, a.Len()-1, neuron)
	}
	var in, out []cut
	for _, c := range s.conns {
		from, to := c.Ends()
		row, col := c.wireDims()
		switch {
		case c.role == unpriced:
		case from == a:
			out = append(out, c.cutAt(col, place))
		case to == a || c.role != wire && c.axes[row] == a:
			in = append(in, c.cutAt(row, place))
		}
	}
	what := fmt.Sprintf("neuron %d of axis %s at zero", neuron, a.name)
	if out != nil {
		return s.ablate(loss, what, out)
	}
	return s.ablate(loss, what, in)
}

// cut is the elements of a connection to be set to zero.
type cut struct {
	*Connection
	has func(element int) bool
}

func (c *Connection) cutAt(dim, place int) cut {
	stride := c.stride(dim)
	return cut{c, func(i int) bool { return c.place(i, dim, stride) == place }}
}

func (s *Space) ablate(loss Loss, what string, cuts []cut) (effect float64, err error) {
	if s.err != nil {
		return 0, s.err
	}
	whole, err := loss.measure("all weights")
	if err != nil {
		return 0, err
	}
	for _, c := range cuts {
		v := save(c.param)
		defer v.restore()
		v.zero()
		for i := range c.param.Len() {
			if !c.has(i) {
				v.put(i)
			}
		}
	}
	without, err := loss.measure(what)
	if err != nil {
		return 0, err
	}
	if effect = without - whole; math.IsNaN(effect) {
		return 0, fmt.Errorf("bimt: ablation: the loss is %v, and with %s %v: their difference says nothing", whole, what, without)
	}
	return effect, nil
}
