package inside

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
)

// Module is a part of a network that no weight joins to another.
type Module struct {
	Inputs  []string `json:"inputs"`
	Outputs []string `json:"outputs"`
	Neurons []string `json:"neurons"` // hidden ones
	Weights int      `json:"weights,omitempty"`
	// Knockout is what the squared error of each output of the whole network rises by, in
	// the variance of its answers, when the hidden neurons of the module are replaced; of
	// classes, how much accuracy is lost for each.
	Knockout map[Replacement][]run.Number `json:"knockout,omitempty"`

	values []int // of the circuit
}

// ModuleReport is modules.json.
type ModuleReport struct {
	Threshold float64  `json:"threshold"`
	Modules   []Module `json:"modules"`
	Outputs   []string `json:"outputs"`  // columns of the knock-outs
	Rows      int      `json:"rows"`     // of test data, of the knock-outs
	Unused    []string `json:"unused"`   // inputs that no output depends on
	Unmoved   []string `json:"constant"` // outputs that depend on no input
	Note      string   `json:"note,omitempty"`
}

// Modules finds the connected parts of a network without the weights of |w| ≤ threshold,
// from inputs to outputs, through attention too, and knocks each out in the network with
// all its weights: where modules are real, only their own outputs suffer. Of transformers
// there are no knock-outs.
func Modules(r *run.Run, threshold float64) (*ModuleReport, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	parts, err := f.Modules(threshold)
	if err != nil {
		return nil, err
	}
	outs, err := outputs(r)
	if err != nil {
		return nil, err
	}
	report := &ModuleReport{Threshold: threshold, Modules: []Module{}, Unused: []string{}, Unmoved: []string{}}
	for _, o := range outs {
		report.Outputs = append(report.Outputs, o.Name)
	}
	seen := map[flow.Neuron]bool{}
	for _, part := range parts {
		m := Module{Inputs: []string{}, Outputs: []string{}, Neurons: []string{}}
		for _, n := range part {
			seen[n] = true
			switch {
			case n.Axis == r.Network.Out:
				m.Outputs = append(m.Outputs, report.Outputs[n.Number])
			case n.Axis == r.Network.In && r.Data.Tokens == 0:
				m.Inputs = append(m.Inputs, inputName(r, n.Number))
			default:
				m.Neurons = append(m.Neurons, neuronName(n))
			}
		}
		report.Modules = append(report.Modules, m)
	}
	for j, name := range report.Outputs {
		if !seen[flow.Neuron{Axis: r.Network.Out, Number: j}] {
			report.Unmoved = append(report.Unmoved, name)
		}
	}
	if r.Data.Tokens == 0 && r.Network.In != nil {
		for i := range r.Network.In.Len() {
			if !seen[flow.Neuron{Axis: r.Network.In, Number: i}] {
				report.Unused = append(report.Unused, inputName(r, i))
			}
		}
	}
	if r.Network.Transformer != nil {
		report.Note = "no knock-outs: modules of a transformer can't be replaced alone"
		return report, nil
	}
	return report, report.knockOut(r)
}

func neuronName(n flow.Neuron) string { return fmt.Sprintf("%s[%d]", n.Axis.Name(), n.Number) }

func inputName(r *run.Run, i int) string {
	if i < len(r.Data.Inputs) && len(r.Data.Inputs) == r.Network.In.Len() {
		return r.Data.Inputs[i]
	}
	return fmt.Sprint("x", i+1)
}

// knockOutRows are enough for a figure of two digits.
const knockOutRows = 1000

func (m *ModuleReport) knockOut(r *run.Run) error {
	c, err := Circuit(r, 0)
	if err != nil {
		return err
	}
	if r.Data.Test.Rows == 0 {
		m.Note = "no knock-outs: the run was opened without its rows"
		return nil
	}
	s, err := newSignals(r, c, knockOutRows)
	if err != nil {
		return err
	}
	m.Rows = s.set.Rows
	whole := perOutput(s, s.outputs(ablation{}, Zero))
	for i := range m.Modules {
		part := &m.Modules[i]
		for k, n := range c.Neurons {
			if slices.Contains(part.Neurons, n.Name) {
				part.values = append(part.values, len(c.Inputs)+k)
			}
		}
		for _, v := range part.values {
			for _, t := range c.Neurons[v-len(c.Inputs)].Terms {
				if math.Abs(t.Weight) > m.Threshold {
					part.Weights++
				}
			}
		}
		part.Weights += outputWeights(c, part, m.Threshold)
		part.Knockout = map[Replacement][]run.Number{}
		for _, to := range []Replacement{Zero, Resample} {
			for j, v := range perOutput(s, s.outputs(ablation{values: part.values}, to)) {
				part.Knockout[to] = append(part.Knockout[to], run.Number(v-whole[j]))
			}
		}
	}
	return nil
}

// outputWeights counts the weights of a module that lead to outputs.
func outputWeights(c *circuit.Circuit, m *Module, threshold float64) (n int) {
	for _, o := range c.Outputs {
		if !slices.Contains(m.Outputs, o.Name) {
			continue
		}
		for _, t := range c.Neurons[o.From-len(c.Inputs)].Terms {
			if math.Abs(t.Weight) > threshold {
				n++
			}
		}
	}
	return n
}

// perOutput is the squared error of each output in the variance of its answers; of
// classes, the share of the rows of each that are answered wrongly.
func perOutput(s *signals, outs []float64) []float64 {
	width := len(s.c.Outputs)
	errs, n := make([]float64, width), make([]float64, width)
	for i := range s.set.Rows {
		out := outs[i*width : (i+1)*width]
		if s.r.Data.Classes > 0 {
			k := s.set.Class(i)
			n[k]++
			if slices.Max(out) != out[k] {
				errs[k]++
			}
			continue
		}
		for j, v := range out {
			y := s.set.Y[i*width+j]
			errs[j] += (v - y) * (v - y)
		}
	}
	for j := range errs {
		if s.r.Data.Classes == 0 {
			n[j] = float64(s.set.Rows) * variance(s.set.Y, j, width)
		}
		errs[j] /= n[j] // NaN of a constant
	}
	return errs
}

func variance(y []float64, j, width int) float64 {
	sum, squares, n := 0.0, 0.0, float64(len(y)/width)
	for i := j; i < len(y); i += width {
		sum += y[i]
	}
	for i := j; i < len(y); i += width {
		squares += (y[i] - sum/n) * (y[i] - sum/n)
	}
	return squares / n
}
