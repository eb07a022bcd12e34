package circuit

import (
	"fmt"
	"slices"
)

// Module is a part of a circuit that shares no value with the others: places in Inputs,
// Neurons and Outputs, in rising order.
type Module struct {
	Inputs  []int `json:"inputs"`
	Neurons []int `json:"neurons"`
	Outputs []int `json:"outputs"`
}

// Modules are the independent parts of the circuit, in the order of their first output: two
// values are in one if some path of weights joins them, in whatever direction. A neuron that
// no output reads is in none, nor is an input that is not read; an output without inputs,
// a constant, is one of its own. Shrink first: a constant neuron joins those that read it.
func (c *Circuit) Modules() []Module {
	used := c.readers()
	root := make([]int, len(used))
	for v := range root {
		root[v] = v
	}
	find := func(v int) int {
		for root[v] != v {
			root[v] = root[root[v]]
			v = root[v]
		}
		return v
	}
	for i, n := range c.Neurons {
		v := len(c.Inputs) + i
		for _, t := range n.Terms {
			if used[v] && t.Weight != 0 {
				root[find(t.From)] = find(v)
			}
		}
	}
	var modules []Module
	at := map[int]int{} // module of a root
	for i, o := range c.Outputs {
		r := find(o.From)
		if _, ok := at[r]; !ok {
			at[r] = len(modules)
			modules = append(modules, Module{})
		}
		m := &modules[at[r]]
		m.Outputs = append(m.Outputs, i)
	}
	for v := range used {
		k, ok := at[find(v)]
		if !ok || !used[v] {
			continue
		}
		if m := &modules[k]; v < len(c.Inputs) {
			m.Inputs = append(m.Inputs, v)
		} else {
			m.Neurons = append(m.Neurons, v-len(c.Inputs))
		}
	}
	return modules
}

// Cone is what one output depends on: the inputs and neurons on some way to it.
func (c *Circuit) Cone(output int) Module {
	one := &Circuit{Inputs: c.Inputs, Neurons: c.Neurons, Outputs: c.Outputs[output : output+1]}
	m := Module{Outputs: []int{output}}
	for v, used := range one.readers() {
		switch {
		case used && v < len(c.Inputs):
			m.Inputs = append(m.Inputs, v)
		case used:
			m.Neurons = append(m.Neurons, v-len(c.Inputs))
		}
	}
	return m
}

// Cones are the cones of all outputs: which inputs feed which outputs, through which neurons.
func (c *Circuit) Cones() []Module {
	cones := make([]Module, len(c.Outputs))
	for i := range cones {
		cones[i] = c.Cone(i)
	}
	return cones
}

// Part is the circuit of some outputs alone, and the numbers of the inputs that it reads and
// has: of a module's outputs, that module.
func (c *Circuit) Part(outputs ...int) (part *Circuit, inputs []int, err error) {
	one := &Circuit{Inputs: c.Inputs, Neurons: c.Neurons}
	for _, j := range outputs {
		if j < 0 || j >= len(c.Outputs) {
			return nil, nil, fmt.Errorf("circuit: there is no output %d of %d", j, len(c.Outputs))
		}
		one.Outputs = append(one.Outputs, c.Outputs[j])
	}
	part, number := &Circuit{}, make([]int, len(c.Inputs)+len(c.Neurons))
	for v, used := range one.readers() {
		switch {
		case !used:
			continue
		case v < len(c.Inputs):
			inputs, part.Inputs = append(inputs, v), append(part.Inputs, c.Inputs[v])
		default:
			n := c.Neurons[v-len(c.Inputs)]
			n.Terms = slices.Clone(n.Terms)
			for i := range n.Terms {
				n.Terms[i].From = number[n.Terms[i].From]
			}
			part.Neurons = append(part.Neurons, n)
		}
		number[v] = len(part.Inputs) + len(part.Neurons) - 1 // inputs come first
	}
	for _, o := range one.Outputs {
		o.From = number[o.From]
		part.Outputs = append(part.Outputs, o)
	}
	return part, inputs, part.Check()
}
