package circuit

import (
	"fmt"
	"math"
)

// testRows is the number of rows in a self-test.
const testRows = 5

// Case is one row of a self-test, in the columns' own units.
type Case struct {
	In  []float64 `json:"in"`
	Out []float64 `json:"out"`
}

// SelfTest is five rows of inputs and what the circuit answers: the first at the inputs' means,
// the others spread evenly within two deviations of them, in steps of the generalised golden ratio
// (the root of φ^(d+1) = φ + 1 for d inputs), rounded to four digits.
func (c *Circuit) SelfTest() ([]Case, error) {
	e, err := c.Evaluator()
	if err != nil {
		return nil, err
	}
	d := float64(len(c.Inputs))
	golden := 2.0
	for range 40 {
		golden = math.Pow(1+golden, 1/(d+1))
	}
	cases := make([]Case, testRows)
	for r := range cases {
		k := Case{make([]float64, len(c.Inputs)), make([]float64, len(c.Outputs))}
		for i, in := range c.Inputs {
			_, step := math.Modf(0.5 + float64(r)*math.Pow(golden, -float64(i+1)))
			k.In[i] = fourDigits(in.Mean + (4*step-2)*scale(in.Std))
		}
		if err := e.Eval(k.Out, k.In); err != nil {
			return nil, err
		}
		if err := finite(k.Out...); err != nil {
			return nil, fmt.Errorf("the circuit's answer to %v: %w", k.In, err)
		}
		cases[r] = k
	}
	return cases, nil
}

func fourDigits(v float64) float64 {
	if v == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-3)
	if unit == 0 || math.IsInf(1/unit, 0) {
		return v
	}
	if unit < 1 {
		return math.Round(v*math.Round(1/unit)) / math.Round(1/unit)
	}
	return math.Round(v/unit) * unit
}
