package circuit

import (
	"encoding/csv"
	"io"
)

// CSV prints a line for each weight and bias, from,to,weight,activation, where the
// activation is that of the neuron the wire leads to and a bias comes from "bias". A
// column leads to its value and a value to its output's column by wires of their own, so
// that own units are wires like the others. The self-test stands in lines that start with #.
func CSV(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err != nil {
		return err
	}
	p.line("# %s", comment(name))
	p.rows("# ", "")
	rows := csv.NewWriter(p)
	wire := func(from, to string, weight float64, act Activation) {
		_ = rows.Write([]string{from, to, number(weight), string(act)}) // into memory
	}
	_ = rows.Write([]string{"from", "to", "weight", "activation"})
	for i, in := range c.Inputs {
		wire("column "+in.Name, c.variable(i), 1/scale(in.Std), identity)
		if in.Mean != 0 {
			wire("bias", c.variable(i), -in.Mean/scale(in.Std), identity)
		}
	}
	for i, n := range c.Neurons {
		to := c.variable(len(c.Inputs) + i)
		for _, t := range n.Terms {
			wire(c.variable(t.From), to, t.Weight, n.Activation)
		}
		wire("bias", to, n.Bias, n.Activation)
	}
	for _, o := range c.Outputs {
		wire(c.variable(o.From), "column "+o.Name, scale(o.Std), identity)
		if o.Mean != 0 {
			wire("bias", "column "+o.Name, o.Mean, identity)
		}
	}
	rows.Flush()
	return p.to(w)
}
