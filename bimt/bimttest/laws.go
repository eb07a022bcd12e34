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

// headsStayWhole: the places of a block of a split hold the neurons of one block, the same on
// all axes that share it, and neurons of rigid blocks stand in their first order in tensors.
func headsStayWhole(s *bimt.Space, after *state) error {
	type block struct {
		split *bimt.Heads
		slot  string // with those it is inside of
	}
	holds := map[block]string{}
	for _, a := range s.Axes() {
		splits := a.Symmetry().Splits()
		for place, neuron := range after.orders[a.Name()] {
			for _, h := range splits {
				slot := block{h, coordinates(splits, a.Len(), h, place)}
				now := coordinates(splits, a.Len(), h, neuron)
				if holds[slot] == "" {
					holds[slot] = now
				}
				if holds[slot] != now {
					return fmt.Errorf("axis %s: order %v has neuron %d, of block %s, in slot %s with those of block %s", a.Name(), after.orders[a.Name()], neuron, now, slot.slot, holds[slot])
				}
			}
		}
		if !a.Symmetry().Rigid {
			continue
		}
		inside := a.Len()
		for _, h := range splits {
			inside /= h.Len()
		}
		for i, neuron := range after.numbers[a.Name()] {
			if neuron%inside != i%inside {
				return fmt.Errorf("axis %s: neurons %v moved in the tensors inside rigid blocks of %d", a.Name(), after.numbers[a.Name()], inside)
			}
		}
	}
	return nil
}

// coordinates are the blocks of a split, and of those it is inside of, that a place or a
// neuron of n is in.
func coordinates(splits []*bimt.Heads, n int, h *bimt.Heads, i int) string {
	digits := map[*bimt.Heads]int{}
	for _, s := range splits {
		n /= s.Len()
		digits[s] = i / n % s.Len()
	}
	name := ""
	for ; h != nil; h = h.In() {
		name = fmt.Sprint(digits[h], " ", name)
	}
	return name
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
