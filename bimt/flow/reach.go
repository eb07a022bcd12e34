package flow

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Reach gives, for every neuron of the stages to, by number, the neurons of the stages
// from that reach it, by rising number: those from which a path leads to it of cells that
// are weights with |w| > threshold, or have no weight. Each list is of stages of one axis.
// On the way from inputs to outputs,
//
//	reach, err := f.Reach(f.On(x), f.On(y), 0.01)
//
// says which inputs (element numbers of the data, whatever the relocation) each output
// depends on. A stage's neurons reach themselves.
func (f *Flow) Reach(from, to []*Stage, threshold float64) ([][]int, error) {
	g, err := f.open(threshold)
	if err != nil {
		return nil, err
	}
	a, err := f.oneAxis(from)
	if err != nil {
		return nil, err
	}
	b, err := f.oneAxis(to)
	if err != nil {
		return nil, err
	}
	reach := make([][]int, b.Len())
	origin, order := a.Order(), places(b)
	for i := range a.Len() { // by number
		var start []int
		for _, s := range from {
			start = append(start, g.node(s, slices.Index(origin, i)))
		}
		seen := g.next.spread(start)
		for j := range reach {
			if slices.ContainsFunc(to, func(s *Stage) bool { return seen[g.node(s, order[j])] }) {
				reach[j] = append(reach[j], i)
			}
		}
	}
	return reach, nil
}

// SharedInputs lists, by rising number, the neurons of the stages inputs that reach more
// than one neuron of the stages outputs (see Reach); none says that these are computed
// apart.
func (f *Flow) SharedInputs(inputs, outputs []*Stage, threshold float64) ([]int, error) {
	reach, err := f.Reach(inputs, outputs, threshold)
	if err != nil {
		return nil, err
	}
	times := map[int]int{}
	for _, in := range reach {
		for _, i := range in {
			times[i]++
		}
	}
	var shared []int
	for i, n := range times {
		if n > 1 {
			shared = append(shared, i)
		}
	}
	slices.Sort(shared)
	return shared, nil
}

func (f *Flow) oneAxis(stages []*Stage) (*bimt.Axis, error) {
	if len(stages) == 0 {
		return nil, fmt.Errorf("flow: reach: there is no stage: take those of an axis with Flow.On, Inputs or Outputs")
	}
	for _, s := range stages {
		if !slices.Contains(f.Stages, s) {
			return nil, fmt.Errorf("flow: reach: a stage is missing, or of another flow: take those of this one with Flow.On, Inputs or Outputs")
		}
		if s.Axis != stages[0].Axis {
			return nil, fmt.Errorf("flow: reach: stages %s and %s are of two axes: give those of one", stages[0].Name, s.Name)
		}
	}
	return stages[0].Axis, nil
}

// places gives the place of each neuron by number.
func places(a *bimt.Axis) []int {
	at := make([]int, a.Len())
	for place, number := range a.Order() {
		at[number] = place
	}
	return at
}
