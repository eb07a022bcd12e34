package bimt

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/graph"
)

// SetOrder declares which neuron stands at each place, moving nothing: for weights
// that were saved after a relocation. It refuses what is no permutation, another order
// than the first on a fixed axis, and one that mixes heads. Where axes share a split in
// heads, their orders must also agree: set them together with Space.SetOrders, or have
// Space.Check say so.
func (a *Axis) SetOrder(order []int) error {
	if err := a.symmetry.refuse(a.Len(), order); err != nil {
		return fmt.Errorf("bimt: axis %s: %w", a.name, err)
	}
	a.stand(order)
	return nil
}

// SetOrders is Axis.SetOrder of several axes at once, with the split in heads that axes
// share checked too: either all are set, or none and the error says why.
func (s *Space) SetOrders(orders map[*Axis][]int) error {
	all, err := s.checkOrders(orders)
	if err != nil {
		return err
	}
	for i, a := range s.axes {
		a.stand(all[i])
	}
	return nil
}

// Move moves the neurons of several axes at once, with their weights, biases and all that
// these remember, until each axis stands in its new order (see Axis.Order); axes not given
// stay. The network computes the same function. It refuses what the symmetries of the
// axes forbid: orders that are no permutations, a fixed axis that moves, heads that mix,
// and heads in different orders on axes that share a split. Then nothing has moved. Inside
// rigid heads, places change and weights stay.
func (s *Space) Move(orders map[*Axis][]int) error {
	all, err := s.checkOrders(orders)
	if err != nil {
		return err
	}
	return s.move(all, true)
}

// checkOrders completes the orders of some axes to those of all, and reports the first
// that can't be.
func (s *Space) checkOrders(orders map[*Axis][]int) ([][]int, error) {
	if s.err != nil {
		return nil, s.err
	}
	all := s.orders()
	rest := maps.Clone(orders)
	for i, a := range s.axes {
		order, given := orders[a]
		if !given {
			continue
		}
		delete(rest, a)
		if err := a.symmetry.refuse(a.Len(), order); err != nil {
			return nil, fmt.Errorf("bimt: axis %s: %w", a.name, err)
		}
		all[i] = slices.Clone(order)
	}
	for a := range rest {
		if a == nil {
			return nil, fmt.Errorf("bimt: an order was given for no axis: Space.Find gives nil for an unknown name")
		}
		return nil, fmt.Errorf("bimt: an order was given for axis %s of another space", a.name)
	}
	return all, s.checkSplits(all)
}

// checkSplits reports axes that share a split and have its blocks in different orders.
func (s *Space) checkSplits(orders [][]int) error {
	first := map[*Heads]int{}
	all := arrangement{}
	for i, a := range s.axes {
		t := a.symmetry.tree(a.Len())
		own := arrangement{}
		if err := t.arrange(orders[i], own); err != nil {
			return fmt.Errorf("bimt: axis %s: %w", a.name, err)
		}
		for _, h := range t.splits {
			j, seen := first[h]
			if !seen {
				first[h], all[h] = i, own[h]
				continue
			}
			for block, x := range all[h] {
				if y := own[h][block]; !slices.Equal(x, y) {
					return fmt.Errorf("bimt: axes %s and %s share the split %s, but have its heads in the orders %v and %v: give both the same, with Space.SetOrders or Space.Move", s.axes[j].name, a.name, h.name, x, y)
				}
			}
		}
	}
	return nil
}

// orders is a copy of the order of every axis.
func (s *Space) orders() [][]int {
	var all [][]int
	for _, a := range s.axes {
		all = append(all, a.Order())
	}
	return all
}

// move moves neurons until every axis stands in the given order, and with them, if memory
// is set, what their weights remember.
func (s *Space) move(orders [][]int, memory bool) error {
	for i, a := range s.axes {
		now := a.Order()
		if slices.Equal(now, orders[i]) {
			continue
		}
		place := (&op.Order{At: now}).Inverse()
		from := make([]int, a.Len())
		for p, x := range orders[i] {
			from[p] = place[x]
		}
		if err := s.permute(a, from, memory); err != nil {
			return err
		}
	}
	return nil
}

// permute puts the neuron at place from[i] of an axis at place i, with its weights and,
// if memory is set, all that they remember.
func (s *Space) permute(a *Axis, from []int, memory bool) error {
	order, places := a.turned(from)
	for _, c := range s.conns {
		for d, on := range c.axes {
			if on != a {
				continue
			}
			move := c.param.Permute
			if !memory {
				move = c.param.PermuteValue
			}
			if err := move(d, copies(order, c.param.Shape()[d])); err != nil {
				return err
			}
		}
	}
	if err := graph.Permute(a.order.At, []int{a.Len()}, 0, order); err != nil || places == nil {
		return err
	}
	a.places = places
	s.remeasure(a)
	return nil
}

// copies repeats an order for a dimension that holds several copies of its axis.
func copies(order []int, size int) []int {
	full := make([]int, 0, size)
	for len(full) < size {
		first := len(full)
		for _, o := range order {
			full = append(full, first+o)
		}
	}
	return full
}
