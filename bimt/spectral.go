package bimt

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// spectral compares assignment from the orders as they are with assignment from an order
// of all neurons by the Fiedler vector of the network's graph, and takes the cheaper,
// the first of equals. The start depends on which neurons are wired, not on where they
// stand, so a second relocation finds nothing more.
func (s *Space) spectral(r Relocation, m *Moves) error {
	start := s.orders()
	trial := r
	trial.Strategy, trial.LeaveMemory = Assignment, true // trials move weights alone

	var plain, ordered Moves
	if err := s.sweep(trial, &plain); err != nil {
		return err
	}
	best, cost := s.orders(), s.wireCost(r.Locality)
	m.Sweeps = plain.Sweeps
	if err := s.orderByFiedler(r.Locality); err != nil {
		return err
	}
	if err := s.sweep(trial, &ordered); err != nil {
		return err
	}
	if c := s.wireCost(r.Locality); c < cost-1e-12*cost {
		best = s.orders()
		m.Sweeps = ordered.Sweeps
	}
	if err := s.move(start, false); err != nil {
		return err
	}
	m.Moved = displaced(start, best)
	return s.move(best, !r.LeaveMemory)
}

// orderByFiedler orders every axis by the values that its neurons have in the Fiedler
// vector, in the direction that costs less: only fixed axes tell the two apart.
func (s *Space) orderByFiedler(locality float64) error {
	m, err := s.adjacency(0, func(c *Connection) []float64 {
		size := c.magnitudes()
		floats.Scale(c.scale(s.reduction), size)
		return size
	})
	if err != nil {
		return err
	}
	m.dropLoops()
	value := fiedlerOrder(m)
	rising := s.ordersBy(m.nodes, value)
	floats.Scale(-1, value)
	falling := s.ordersBy(m.nodes, value)
	if err := s.move(falling, false); err != nil {
		return err
	}
	cost := s.wireCost(locality)
	if err := s.move(rising, false); err != nil {
		return err
	}
	if cost < s.wireCost(locality) {
		return s.move(falling, false)
	}
	return nil
}

// ordersBy puts low values at places with low coordinates. Fixed axes stay; blocks are
// placed by the mean of their neurons' values on all axes, and ordered inside.
func (s *Space) ordersBy(g *Graph, value []float64) [][]int {
	orders := s.orders()
	for _, group := range s.groups(Relocation{}) {
		all := s.arrangement(group, orders)
		for _, h := range group.splits() {
			if group.pinned[h] { // each in the slot where it is
				continue
			}
			for block, slots := range all.of(h) {
				order := sortedBy(0, h.n, func(i int) float64 {
					return group.mean(h, block, i, func(a *Axis, x int) float64 { return value[g.Node(a, x)] })
				})
				along := sortedBy(0, h.n, func(i int) float64 {
					return group.mean(h, block, i, func(a *Axis, p int) float64 { return a.layout.Point(p)[0] })
				})
				for i, slot := range along {
					slots[slot] = order[i]
				}
			}
		}
		for i, a := range group.axes {
			t := group.trees[i]
			at := t.compose(a.Len(), all, straight(t.inside))
			for first := 0; first < len(at); first += t.inside {
				neurons := sortedBy(at[first], t.inside, func(x int) float64 { return value[g.Node(a, x)] })
				for j, p := range placesAlong(a, first, t.inside) {
					at[p] = neurons[j]
				}
			}
			orders[slices.Index(s.axes, a)] = at
		}
	}
	return orders
}

// straight has the neurons of a block in their first order.
func straight(n int) func(int) []int {
	return func(int) []int { return sortedBy(0, n, func(int) float64 { return 0 }) }
}

// arrangement is how the blocks of a group of axes stand in some orders.
func (s *Space) arrangement(g *headGroup, orders [][]int) arrangement {
	all := arrangement{}
	for i, a := range g.axes {
		_ = g.trees[i].arrange(orders[slices.Index(s.axes, a)], all) // the orders of a space agree
	}
	return all
}

// mean adds up, over the axes of a split, the mean of one of its blocks: of neurons by their
// numbers, or of the places of a slot.
func (g *headGroup) mean(h *Heads, above, block int, of func(a *Axis, i int) float64) float64 {
	sum := 0.0
	for k, a := range g.axes {
		t := g.trees[k]
		i := slices.Index(t.splits, h)
		if i < 0 {
			continue
		}
		m := a.Len() / (h.Blocks() * h.n)
		for x := range a.Len() {
			if d := t.digits(x); d[i] == block && t.above(i, d) == above {
				sum += of(a, x) / float64(m)
			}
		}
	}
	return sum
}

// placesAlong sorts n places, from the given one on, by their first coordinate.
func placesAlong(a *Axis, from, n int) []int {
	return sortedBy(from, n, func(p int) float64 { return a.layout.Point(p)[0] })
}

// sortedBy sorts n numbers, from the given one on, by rising value; equals as they are.
func sortedBy(from, n int, value func(int) float64) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = from + i
	}
	slices.SortStableFunc(out, func(i, j int) int { return cmp.Compare(value(i), value(j)) })
	return out
}
