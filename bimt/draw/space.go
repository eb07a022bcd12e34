package draw

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt"
)

// Labels names neurons by axis: element i is the name of neuron number i, wherever a
// relocation has put it.
type Labels map[*bimt.Axis][]string

// FromSpace lays out a network as its space has it: one layer for each axis, in the
// order they were declared, every neuron at its place, its weights as edges. Copies of
// an axis (operands that share an embedding) are groups of its layer. A neuron whose
// wires on one side are all below 1 % of its axis's largest is drawn dead.
func FromSpace(s *bimt.Space, title string, labels Labels) (Network, error) {
	n := Network{Title: title}
	at := map[*bimt.Axis]int{}
	for _, a := range s.Axes() {
		at[a] = len(n.Layers)
		l, err := layerOf(s, a, labels[a])
		if err != nil {
			return n, err
		}
		n.Layers = append(n.Layers, l)
	}
	for _, c := range s.Connections() {
		from, to := c.Ends()
		if from == nil {
			continue
		}
		shape := c.Param().Shape()
		if len(shape) != 2 {
			return n, fmt.Errorf("draw: %s has shape %v: only matrices are drawn", c.Param().Name(), shape)
		}
		for i, w := range c.Param().Float64s() {
			n.Edges = append(n.Edges, Edge{FromLayer: at[from], FromNeuron: i % shape[1], ToLayer: at[to], ToNeuron: i / shape[1], Weight: w})
		}
	}
	return n, nil
}

func layerOf(s *bimt.Space, a *bimt.Axis, names []string) (Layer, error) {
	l := Layer{Name: a.Name()}
	if names != nil && len(names) != a.Len() {
		return l, fmt.Errorf("draw: axis %s has %d neurons, was given %d labels", a.Name(), a.Len(), len(names))
	}
	copies := copiesOf(s, a)
	if copies > 1 {
		for i := range copies {
			l.Groups = append(l.Groups, fmt.Sprintf("operand %d", i+1))
		}
	}
	dead := deadNeurons(s, a)
	order := a.Order()
	for c := range copies {
		for i := range a.Len() {
			p := a.Layout().Point(i)
			v := Neuron{X: p[0], Dead: dead[i], Group: c}
			if len(p) > 1 {
				v.Y = p[1]
			}
			if names != nil {
				v.Label = names[order[i]]
			}
			l.Neurons = append(l.Neurons, v)
		}
	}
	return l, nil
}

// copiesOf is how often an axis stands side by side on the dimension of a wire.
func copiesOf(s *bimt.Space, a *bimt.Axis) int {
	most := 1
	for _, c := range s.Connections() {
		if !c.IsWire() {
			continue
		}
		for d, on := range c.Axes() {
			if on == a {
				most = max(most, c.Param().Shape()[d]/a.Len())
			}
		}
	}
	return most
}

// deadNeurons says, by place, which neurons have no wire to speak of on a side that has
// wires at all.
func deadNeurons(s *bimt.Space, a *bimt.Axis) []bool {
	in, out := make([]float64, a.Len()), make([]float64, a.Len())
	var anyIn, anyOut bool
	for _, c := range s.Connections() {
		from, to := c.Ends()
		shape := c.Param().Shape()
		if from == nil || len(shape) != 2 {
			continue
		}
		for i, w := range c.Param().Float64s() {
			if from == a {
				anyOut = true
				out[i%shape[1]%a.Len()] += math.Abs(w)
			}
			if to == a {
				anyIn = true
				in[i/shape[1]%a.Len()] += math.Abs(w)
			}
		}
	}
	dead := make([]bool, a.Len())
	for i := range dead {
		dead[i] = (anyIn && in[i] <= 0.01*largest(in)) || (anyOut && out[i] <= 0.01*largest(out))
	}
	return dead
}

func largest(v []float64) float64 {
	m := 0.0
	for _, x := range v {
		m = max(m, x)
	}
	return m
}
