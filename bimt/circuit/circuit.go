package circuit

import (
	"fmt"
	"math"
)

// Circuit is a feed-forward network, weight by weight. Value v is input v for
// v < len(Inputs), and neuron v − len(Inputs) from there on.
type Circuit struct {
	Inputs  []Input  `json:"inputs"`
	Neurons []Neuron `json:"neurons"`
	Outputs []Output `json:"outputs"`
}

// Input is a column that is read: its value is (column − Mean) / Std. A Std of 0 stands
// for 1, so the zero Input is the column as it is.
type Input struct {
	Name string  `json:"name"`
	Mean float64 `json:"mean,omitempty"`
	Std  float64 `json:"std,omitempty"`
}

// Neuron computes act(Bias + Σ Weight · value).
type Neuron struct {
	Name       string     `json:"name"`
	Activation Activation `json:"activation"`
	Bias       float64    `json:"bias"`
	Terms      []Term     `json:"terms"`
}

// Term is one weight and the number of the value it multiplies.
type Term struct {
	From   int     `json:"from"`
	Weight float64 `json:"weight"`
}

// Output is a column that is written: value From · Std + Mean. A Std of 0 stands for 1.
type Output struct {
	Name string  `json:"name"`
	From int     `json:"from"`
	Mean float64 `json:"mean,omitempty"`
	Std  float64 `json:"std,omitempty"`
}

func scale(std float64) float64 {
	if std == 0 {
		return 1
	}
	return std
}

// Name is the name of value v.
func (c *Circuit) Name(v int) string {
	if v < len(c.Inputs) {
		return c.Inputs[v].Name
	}
	return c.Neurons[v-len(c.Inputs)].Name
}

// Wires counts the weights.
func (c *Circuit) Wires() int {
	n := 0
	for _, u := range c.Neurons {
		n += len(u.Terms)
	}
	return n
}

// Check reports what makes the circuit impossible to compute: a term that reads a value
// not there yet, a number that is not finite, an activation there is not, no output.
func (c *Circuit) Check() error {
	if c == nil {
		return fmt.Errorf("there is no circuit")
	}
	if len(c.Inputs) == 0 || len(c.Outputs) == 0 {
		return fmt.Errorf("a circuit needs inputs and outputs, this has %d and %d", len(c.Inputs), len(c.Outputs))
	}
	for i, in := range c.Inputs {
		if err := finite(in.Mean, in.Std); err != nil {
			return fmt.Errorf("input %d (%s): %w", i, in.Name, err)
		}
	}
	for i, n := range c.Neurons {
		if err := n.check(len(c.Inputs) + i); err != nil {
			return fmt.Errorf("neuron %d (%s): %w", i, n.Name, err)
		}
	}
	for i, o := range c.Outputs {
		err := finite(o.Mean, o.Std)
		if v := len(c.Inputs) + len(c.Neurons); o.From < 0 || o.From >= v {
			err = fmt.Errorf("it reads value %d of %d", o.From, v)
		}
		if err != nil {
			return fmt.Errorf("output %d (%s): %w", i, o.Name, err)
		}
	}
	return nil
}

func (n *Neuron) check(number int) error {
	if err := n.Activation.Check(); err != nil {
		return err
	}
	for _, t := range n.Terms {
		if t.From < 0 || t.From >= number {
			return fmt.Errorf("a term reads value %d, but only those under %d are there by then", t.From, number)
		}
		if err := finite(t.Weight); err != nil {
			return fmt.Errorf("weight from value %d: %w", t.From, err)
		}
	}
	return finite(n.Bias)
}

func finite(numbers ...float64) error {
	for _, v := range numbers {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%v is no finite number", v)
		}
	}
	return nil
}
