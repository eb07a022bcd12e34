package circuit_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
)

// random is a network in-w-w-out with all activations, half its weights 0, and units of its own.
func random(t *testing.T, seed uint64, in, width, out int) (*circuit.Circuit, []circuit.Layer) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	acts := op.Activations()
	var layers []circuit.Layer
	from := in
	for i, n := range []int{width, width, out} {
		l := circuit.Layer{Name: fmt.Sprint("l", i), In: from, Weight: make([]float64, n*from), Bias: make([]float64, n), Activation: acts[(int(seed)+i)%len(acts)]}
		for k := range l.Weight {
			if r.IntN(2) == 0 {
				l.Weight[k] = r.NormFloat64()
			}
		}
		for k := range l.Bias {
			l.Bias[k] = r.NormFloat64()
		}
		layers, from = append(layers, l), n
	}
	inputs, outputs := make([]circuit.Input, in), make([]circuit.Output, out)
	for i := range inputs {
		inputs[i] = circuit.Input{Name: fmt.Sprintf("column %d, \"/*%%\" µ", i), Mean: float64(i) - 1.5, Std: 0.5 + float64(i)}
	}
	for i := range outputs {
		outputs[i] = circuit.Output{Name: fmt.Sprint("y_", i), Mean: 3 * float64(i), Std: 2 + float64(i)}
	}
	c, err := circuit.FromLayers(inputs, layers, outputs, 0)
	if err != nil {
		t.Fatal(err)
	}
	return c, layers
}

// dense computes the layers the plain way.
func dense(c *circuit.Circuit, layers []circuit.Layer, row []float64) []float64 {
	x := make([]float64, len(row))
	for i := range x {
		x[i] = (row[i] - c.Inputs[i].Mean) / c.Inputs[i].Std
	}
	for _, l := range layers {
		y := make([]float64, len(l.Bias))
		for j := range y {
			y[j] = l.Bias[j]
			for k := range x {
				y[j] += l.Weight[j*l.In+k] * x[k]
			}
			y[j] = circuit.Apply(l.Activation, y[j])
		}
		x = y
	}
	for i := range x {
		x[i] = x[i]*c.Outputs[i].Std + c.Outputs[i].Mean
	}
	return x
}

func eval(t *testing.T, c *circuit.Circuit, row []float64) []float64 {
	t.Helper()
	e, err := c.Evaluator()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(c.Outputs))
	if err := e.Eval(out, row); err != nil {
		t.Fatal(err)
	}
	return out
}
