package inside

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

// Module is a part of a network that no weight joins to another, or a community.
type Module struct {
	Inputs  []string `json:"inputs"`
	Outputs []string `json:"outputs"`
	Neurons []string `json:"neurons"` // hidden ones
	Weights int      `json:"weights"` // among all of these
	// Knockout is what the squared error of each output of the whole network rises by, in
	// the variance of its answers, when the hidden neurons of the module are replaced; of
	// classes, how much accuracy is lost for each.
	Knockout map[Replacement][]run.Number `json:"knockout,omitempty"`

	all, hidden []flow.Neuron
	own         []int // outputs
}

// Fed is what an output depends on.
type Fed struct {
	Output  string   `json:"output"`
	Inputs  []string `json:"inputs"`
	Through []string `json:"through"` // neurons on the way
}

// ModuleReport is modules.json.
type ModuleReport struct {
	Threshold float64  `json:"threshold"`
	Modules   []Module `json:"modules"` // connected parts
	// Communities are there if the network does not fall apart; Q is their modularity.
	Communities []Module   `json:"communities,omitempty"`
	Q           run.Number `json:"modularity"`
	Paths       []Fed      `json:"paths"`
	Voters      *Vote      `json:"voters,omitempty"`
	Outputs     []string   `json:"outputs"`  // columns of the knock-outs
	Rows        int        `json:"rows"`     // of test data, of the knock-outs
	Unused      []string   `json:"unused"`   // inputs that no output depends on
	Unmoved     []string   `json:"constant"` // outputs that depend on no input
	Note        string     `json:"note,omitempty"`
}

// Modules finds the connected parts of a network without the weights of |w| ≤ threshold,
// from inputs to outputs, through attention too, and communities where it is but one part;
// and knocks each out in the network with all its weights: where modules are real, only
// their own outputs suffer.
func Modules(r *run.Run, threshold float64) (*ModuleReport, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	parts, err := f.Modules(threshold)
	if err != nil {
		return nil, err
	}
	m := &ModuleReport{Threshold: threshold, Modules: []Module{}, Paths: []Fed{}, Unused: []string{}, Unmoved: []string{}, Q: run.Number(math.NaN())}
	if m.Modules, err = modulesOf(r, parts, threshold); err != nil {
		return nil, err
	}
	if len(parts) == 1 {
		groups, q, err := metric.Communities(r.Network.Space, f, threshold, metric.Restarts, r.MeasureRandom())
		if err != nil {
			return nil, err
		}
		if m.Communities, err = modulesOf(r, groups, threshold); err != nil {
			return nil, err
		}
		m.Q = run.Number(q)
	}
	if err := m.trace(r, f); err != nil {
		return nil, err
	}
	return m, m.knockOut(r)
}

// trace says what feeds which output.
func (m *ModuleReport) trace(r *run.Run, f *flow.Flow) error {
	paths, err := f.Paths(m.Threshold)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, p := range paths {
		fed := Fed{Output: neuronName(r, p.Output), Inputs: namesOf(r, p.Inputs), Through: namesOf(r, p.Through)}
		m.Paths = append(m.Paths, fed)
		for _, in := range fed.Inputs {
			used[in] = true
		}
		if len(p.Inputs)+len(p.Through) == 0 {
			m.Unmoved = append(m.Unmoved, fed.Output)
		}
	}
	if r.Data.Tokens > 0 || r.Network.In == nil {
		return nil
	}
	for i := range r.Network.In.Len() {
		if name := inputName(r, i); !used[name] {
			m.Unused = append(m.Unused, name)
		}
	}
	return nil
}

// modulesOf sorts the neurons of parts, and counts the weights above the threshold among
// them.
func modulesOf(r *run.Run, parts [][]flow.Neuron, threshold float64) ([]Module, error) {
	modules, of := []Module{}, map[flow.Neuron]int{}
	for k, part := range parts {
		m := Module{Inputs: []string{}, Outputs: []string{}, Neurons: []string{}, all: part}
		for _, n := range part {
			of[n] = k + 1
			switch name := neuronName(r, n); {
			case n.Axis == r.Network.Out:
				m.Outputs, m.own = append(m.Outputs, name), append(m.own, n.Number)
			case n.Axis == r.Network.In && r.Data.Tokens == 0:
				m.Inputs = append(m.Inputs, name)
			default:
				m.Neurons, m.hidden = append(m.Neurons, name), append(m.hidden, n)
			}
		}
		modules = append(modules, m)
	}
	for _, c := range r.Network.Space.Connections() {
		from, to := c.Ends()
		if from == nil {
			continue
		}
		x, y := from.Order(), to.Order()
		for i, w := range c.Param().Float64s() {
			if k := of[flow.Neuron{Axis: from, Number: x[c.From(i)]}]; math.Abs(w) > threshold && k > 0 && k == of[flow.Neuron{Axis: to, Number: y[c.To(i)]}] {
				modules[k-1].Weights++
			}
		}
	}
	return modules, nil
}

// neuronName is the name of an input or output in the data, or hidden1[3].
func neuronName(r *run.Run, n flow.Neuron) string {
	switch {
	case n.Axis == r.Network.Out && len(r.Data.Outputs) == n.Axis.Len():
		return r.Data.Outputs[n.Number]
	case n.Axis == r.Network.Out:
		return fmt.Sprint("y", n.Number+1)
	case n.Axis == r.Network.In && r.Data.Tokens == 0:
		return inputName(r, n.Number)
	}
	return fmt.Sprintf("%s[%d]", n.Axis.Name(), n.Number)
}

func namesOf(r *run.Run, neurons []flow.Neuron) []string {
	names := []string{}
	for _, n := range neurons {
		names = append(names, neuronName(r, n))
	}
	return names
}

func inputName(r *run.Run, i int) string {
	if i < len(r.Data.Inputs) && len(r.Data.Inputs) == r.Network.In.Len() {
		return r.Data.Inputs[i]
	}
	return fmt.Sprint("x", i+1)
}

// knockOutRows are enough for a figure of two digits.
const knockOutRows = 1000

// knockOut fills in what modules, or communities, do.
func (m *ModuleReport) knockOut(r *run.Run) error {
	if r.Data.Test.Rows == 0 {
		m.Note = "no knock-outs: the run was opened without its rows"
		return nil
	}
	b, err := newBench(r, knockOutRows)
	if err != nil {
		return err
	}
	m.Rows, m.Outputs = b.set.Rows, b.outputNames()
	for _, by := range []Replacement{Zero, Resample} {
		knock := b.knockOut(by)
		for _, list := range [][]Module{m.Modules, m.Communities} {
			for i := range list {
				added, err := knock(list[i].hidden)
				if err != nil {
					return err
				}
				if list[i].Knockout == nil {
					list[i].Knockout = map[Replacement][]run.Number{}
				}
				for _, v := range added {
					list[i].Knockout[by] = append(list[i].Knockout[by], run.Number(v))
				}
			}
		}
	}
	m.Voters, err = vote(b, m.Threshold)
	return err
}

// Shown are the modules to look at: the parts, or the communities of a network that is one.
func (m *ModuleReport) Shown() []Module {
	if len(m.Communities) > 1 {
		return m.Communities
	}
	return m.Modules
}

// Parts are the neurons of the modules to look at.
func (m *ModuleReport) Parts() (all [][]flow.Neuron) {
	for _, part := range m.Shown() {
		all = append(all, slices.Clone(part.all))
	}
	return all
}
