package metric

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
)

// AblateWeight is the effect of a weight: the loss with that element of a connection at
// zero, minus the loss. Element is row-major, as the parameter stands. The weight is
// restored to the bit whatever happens.
func AblateWeight(s *bimt.Space, loss Loss, c *bimt.Connection, element int) (effect float64, err error) {
	defer recoverInto(&err, "AblateWeight")
	if !slices.Contains(s.Connections(), c) {
		return 0, fmt.Errorf("metric: ablation: the connection is not of this space")
	}
	if element < 0 || element >= c.Param().Len() {
		return 0, fmt.Errorf("metric: ablation: %s has elements 0 … %d, none of number %d", c.Param().Name(), c.Param().Len()-1, element)
	}
	what := fmt.Sprintf("element %d of %s at zero", element, c.Param().Name())
	return ablate(s, loss, what, []cut{{c.Param(), func(i int) bool { return i == element }}})
}

// AblateNeuron is the effect of a neuron, by number: the loss with its output at zero,
// minus the loss. That is all its wires out at zero, for all copies of its axis; where
// no wires lead on from the axis (outputs, queries, keys), all its wires in, its bias
// and its column of embeddings. A layer norm over the axis still reads the neuron. The
// weights are restored to the bit whatever happens.
func AblateNeuron(s *bimt.Space, loss Loss, a *bimt.Axis, neuron int) (effect float64, err error) {
	defer recoverInto(&err, "AblateNeuron")
	if !slices.Contains(s.Axes(), a) {
		return 0, fmt.Errorf("metric: ablation: the axis is not of this space")
	}
	place := slices.Index(a.Order(), neuron)
	if place < 0 {
		return 0, fmt.Errorf("metric: ablation: axis %s has neurons 0 … %d, none of number %d", a.Name(), a.Len()-1, neuron)
	}
	var in, out []cut
	for _, c := range s.Connections() {
		from, to := c.Ends()
		switch {
		case !c.IsCharged():
		case from == a:
			out = append(out, cut{c.Param(), func(i int) bool { return c.From(i) == place }})
		case to == a || to == nil && slices.Contains(c.Axes(), a):
			in = append(in, cut{c.Param(), func(i int) bool { return c.To(i) == place }})
		}
	}
	what := fmt.Sprintf("neuron %d of axis %s at zero", neuron, a.Name())
	if out != nil {
		return ablate(s, loss, what, out)
	}
	return ablate(s, loss, what, in)
}

// cut is the elements of a parameter to be set to zero.
type cut struct {
	param *graph.Param
	has   func(element int) bool
}

func ablate(s *bimt.Space, loss Loss, what string, cuts []cut) (effect float64, err error) {
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
		return 0, fmt.Errorf("metric: ablation: the loss is %v, and with %s %v: their difference says nothing", whole, what, without)
	}
	return effect, nil
}
