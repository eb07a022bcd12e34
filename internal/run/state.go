package run

import (
	"fmt"
	"slices"
	"time"

	"github.com/gobimt/bimt/bimt"
)

// State is all that a run needs to go on with the bits of one that was never stopped,
// beside its settings and its data.
type State struct {
	Record
	Params  []ParamState
	Updates int              // made by the optimizer
	Orders  map[string][]int // number of the neuron at each place, by axis
	Batches BatchState
	Safe    []*State // that it may be rewound to; they have none themselves
}

// ParamState is a parameter with what belongs to each of its weights: the optimizer's
// moments.
type ParamState struct {
	Name   string
	Values []float64
	Memory map[string][]float64
}

// Save copies the state of a run between two steps, from a hook too.
func (r *Run) Save() (*State, error) {
	if err := r.compile(); err != nil {
		return nil, err
	}
	s := &State{Record: r.Record, Updates: r.training.adam.Steps(), Orders: map[string][]int{}}
	s.Lines, s.Rewinds, s.Safe = slices.Clone(r.Lines), slices.Clone(r.Rewinds), slices.Clone(r.safe)
	if !r.started.IsZero() {
		s.Spent.Total += time.Since(r.started)
	}
	for _, p := range r.Network.Params.All() {
		memory := map[string][]float64{}
		for _, name := range p.Memories() {
			memory[name] = p.MemoryFloat64s(name)
		}
		s.Params = append(s.Params, ParamState{p.Name(), p.Float64s(), memory})
	}
	for _, a := range r.Network.Space.Axes() {
		s.Orders[a.Name()] = a.Order()
	}
	var err error
	s.Batches, err = r.training.batches.Save()
	return s, err
}

// Restore takes over the state of a run of the same settings. After an error the run is
// not to be used.
func (r *Run) Restore(s *State) error {
	if err := r.compile(); err != nil {
		return err
	}
	n, adam := r.Network, r.training.adam
	if len(s.Params) != len(n.Params.All()) || len(s.Orders) != len(n.Space.Axes()) {
		return fmt.Errorf("state: it has %d parameters and %d axes, this run %d and %d: restore it with the settings it was saved with",
			len(s.Params), len(s.Orders), len(n.Params.All()), len(n.Space.Axes()))
	}
	for _, saved := range s.Params {
		p := n.Params.Get(saved.Name)
		if p == nil {
			return fmt.Errorf("state: this run has no parameter %s", saved.Name)
		}
		if err := p.Set(saved.Values); err != nil {
			return fmt.Errorf("state: %w", err)
		}
		for name, values := range saved.Memory {
			if err := p.SetMemory(name, values); err != nil {
				return fmt.Errorf("state: %w", err)
			}
		}
	}
	orders := map[*bimt.Axis][]int{}
	for _, a := range n.Space.Axes() {
		orders[a] = s.Orders[a.Name()]
	}
	if err := n.Space.SetOrders(orders); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if err := n.Space.Settle(); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if err := adam.SetSteps(s.Updates); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	r.Record, r.Err = s.Record, nil
	r.Lines, r.Rewinds, r.safe = slices.Clone(s.Lines), slices.Clone(s.Rewinds), slices.Clone(s.Safe)
	return r.training.batches.Restore(s.Batches)
}
