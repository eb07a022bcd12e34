package bimttest

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// firstPlace names the memory in which the laws note where each element was first.
const firstPlace = "bimttest.origin"

func remember(s *bimt.Space) error {
	for _, c := range s.Connections() {
		p := c.Param()
		from := make([]float64, p.Len())
		for i := range from {
			from[i] = float64(i)
		}
		if err := p.SetMemory(firstPlace, from); err != nil {
			return err
		}
	}
	return nil
}

func forget(s *bimt.Space) {
	for _, c := range s.Connections() {
		c.Param().Forget(firstPlace)
	}
}

// memoryMoves: what a weight remembers stands where the weight stands, or where it was if
// it is to be left.
func memoryMoves(s *bimt.Space, before, after *state, leave bool) error {
	for _, c := range s.Connections() {
		name := c.Param().Name()
		for i, first := range c.Param().MemoryFloat64s(firstPlace) {
			first := int(first)
			if leave && first != i {
				return fmt.Errorf("%s: the memory of element %d was to be left and came from %d", name, i, first)
			}
			if !leave && after.params[name][i] != before.params[name][first] {
				return fmt.Errorf("%s: element %d remembers what belongs to %v, and is %v", name, i, before.params[name][first], after.params[name][i])
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

// headsStayWhole: every block of places holds the neurons of one head, in their first order
// if it is rigid, and axes that share a split have their heads in one order.
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
			if a.Symmetry().Rigid && neuron%size != place%size {
				return fmt.Errorf("axis %s: order %v moves neurons inside rigid heads of %d", a.Name(), order, size)
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

// staysPut: where an exact relocation has been, another moves nothing. Greedy swaps and
// strategies registered from outside promise no such thing.
func staysPut(n Network, r bimt.Relocation, after *state) error {
	if r.Strategy != bimt.Assignment && r.Strategy != bimt.Spectral {
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
