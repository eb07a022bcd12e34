package circuit

// Shrink is the circuit without what does nothing: weights of 0, neurons that no output
// reads, and neurons that read nothing, whose constant is added to the biases of those
// that read them. Inputs and outputs stay, in their order. The outputs change by rounding only.
func (c *Circuit) Shrink() *Circuit {
	small := c.folded()
	used := small.readers()
	number := make([]int, len(used)) // of each value in the new circuit
	out := &Circuit{Inputs: append([]Input(nil), c.Inputs...)}
	for v := range number {
		switch {
		case v < len(c.Inputs):
			number[v] = v
		case used[v]:
			n := small.Neurons[v-len(c.Inputs)]
			n.Terms = append([]Term(nil), n.Terms...)
			for i := range n.Terms {
				n.Terms[i].From = number[n.Terms[i].From]
			}
			number[v] = len(c.Inputs) + len(out.Neurons)
			out.Neurons = append(out.Neurons, n)
		}
	}
	for _, o := range c.Outputs {
		o.From = number[o.From]
		out.Outputs = append(out.Outputs, o)
	}
	return out
}

// folded has the terms of weight 0 taken out, and those that read a constant turned into bias.
func (c *Circuit) folded() *Circuit {
	out := &Circuit{Inputs: c.Inputs, Outputs: c.Outputs, Neurons: make([]Neuron, len(c.Neurons))}
	constant := map[int]float64{}
	for i, n := range c.Neurons {
		terms := make([]Term, 0, len(n.Terms))
		for _, t := range n.Terms {
			if v, ok := constant[t.From]; ok {
				n.Bias += t.Weight * v
			} else if t.Weight != 0 {
				terms = append(terms, t)
			}
		}
		n.Terms = terms
		if len(terms) == 0 {
			constant[len(c.Inputs)+i] = Apply(n.Activation, n.Bias)
		}
		out.Neurons[i] = n
	}
	return out
}

// readers says of every value whether an output reads it, through others or directly.
func (c *Circuit) readers() []bool {
	used := make([]bool, len(c.Inputs)+len(c.Neurons))
	for _, o := range c.Outputs {
		used[o.From] = true
	}
	for i := len(c.Neurons) - 1; i >= 0; i-- {
		if used[len(c.Inputs)+i] {
			for _, t := range c.Neurons[i].Terms {
				used[t.From] = true
			}
		}
	}
	return used
}
