package circuit

import "fmt"

// Evaluator computes a circuit row by row, in memory of its own: use one per goroutine.
type Evaluator struct {
	c      *Circuit
	values []float64 // by number
}

// Evaluator checks the circuit and makes room for its values.
func (c *Circuit) Evaluator() (*Evaluator, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return &Evaluator{c, make([]float64, len(c.Inputs)+len(c.Neurons))}, nil
}

// Eval writes the outputs for one row of inputs to dst, both in the columns' own units.
func (e *Evaluator) Eval(dst, row []float64) error {
	if len(row) != len(e.c.Inputs) || len(dst) != len(e.c.Outputs) {
		return fmt.Errorf("the circuit has %d inputs and %d outputs, the row has %d and its place %d", len(e.c.Inputs), len(e.c.Outputs), len(row), len(dst))
	}
	for i := range row {
		in := &e.c.Inputs[i]
		e.values[i] = (row[i] - in.Mean) / scale(in.Std)
	}
	for i := range e.c.Neurons {
		n := &e.c.Neurons[i]
		z := n.Bias
		for _, t := range n.Terms {
			z += t.Weight * e.values[t.From]
		}
		e.values[len(row)+i] = Apply(n.Activation, z)
	}
	for i := range dst {
		o := &e.c.Outputs[i]
		dst[i] = e.values[o.From]*scale(o.Std) + o.Mean
	}
	return nil
}

// Values are all values of the row last evaluated, by number; the next Eval overwrites them.
func (e *Evaluator) Values() []float64 { return e.values }
