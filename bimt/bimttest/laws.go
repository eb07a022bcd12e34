package bimttest

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
)

// origins is a carrier that remembers for each element of a parameter where it was first.
type origins map[string][]int

func newOrigins(s *bimt.Space) origins {
	o := origins{}
	for _, c := range s.Connections() {
		from := make([]int, c.Param().Len())
		for i := range from {
			from[i] = i
		}
		o[c.Param().Name()] = from
	}
	return o
}

// Permute implements bimt.Carrier.
func (o origins) Permute(p *graph.Param, dim int, order []int) error {
	return graph.Permute(o[p.Name()], p.Shape(), dim, order)
}

// carriedMoves: what is carried stands where its weight stands, or where it was if it is
// to be left.
func carriedMoves(before, after *state, o origins, leave bool) error {
	for name, from := range o {
		for i, first := range from {
			if leave && first != i {
				return fmt.Errorf("%s: what is carried for element %d was to be left and came from %d", name, i, first)
			}
			if !leave && after.params[name][i] != before.params[name][first] {
				return fmt.Errorf("%s: element %d carries what belongs to %v, and is %v", name, i, before.params[name][first], after.params[name][i])
			}
		}
	}
	return nil
}

// fixedStay: the order of a fixed axis never changes.
func fixedStay(s *bimt.Space, before, after *state) error {
	for _, a := range s.Axes() {
		if a.IsFixed() && !slices.Equal(before.orders[a.Name()], after.orders[a.Name()]) {
			return fmt.Errorf("fixed axis %s moved from %v to %v", a.Name(), before.orders[a.Name()], after.orders[a.Name()])
		}
	}
	return nil
}

// headsStayWhole: every block of places holds the neurons of one head, and axes that share
// a split have their heads in one order.
func headsStayWhole(s *bimt.Space, after *state) error {
	slots := map[*bimt.Heads][]int{}
	for _, a := range s.Axes() {
		h := a.Heads()
		if h == nil {
			continue
		}
		size, order := a.Len()/h.Len(), after.orders[a.Name()]
		heads := make([]int, h.Len())
		for place, neuron := range order {
			if place%size == 0 {
				heads[place/size] = neuron / size
			}
			if neuron/size != heads[place/size] {
				return fmt.Errorf("axis %s: order %v mixes heads of %d neurons", a.Name(), order, size)
			}
		}
		if slots[h] == nil {
			slots[h] = heads
		}
		if !slices.Equal(slots[h], heads) {
			return fmt.Errorf("axis %s has its heads in the order %v, another axis of the split in %v", a.Name(), heads, slots[h])
		}
	}
	return nil
}

// staysPut: where an exact relocation has been, another moves nothing.
func staysPut(n Network, r bimt.Relocation, after *state) error {
	if r.Strategy == bimt.Greedy {
		return nil
	}
	moves, err := n.Space.Relocate(r)
	if err != nil {
		return fmt.Errorf("again: %w", err)
	}
	if moves.Moved != 0 {
		return fmt.Errorf("a second relocation moved %d neurons, cost of distance %.17g to %.17g", moves.Moved, moves.Before, moves.After)
	}
	for _, c := range n.Space.Connections() {
		if !slices.Equal(c.Param().Float64s(), after.params[c.Param().Name()]) {
			return fmt.Errorf("a second relocation changed %s and reported no move", c.Param().Name())
		}
	}
	return nil
}
