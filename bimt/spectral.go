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
	g, err := s.GraphOf(0, func(c *Connection) []float64 {
		size := c.magnitudes()
		floats.Scale(c.scale(s.reduction), size)
		return size
	})
	if err != nil {
		return err
	}
	value := fiedlerOrder(g)
	rising := s.ordersBy(g, value)
	floats.Scale(-1, value)
	falling := s.ordersBy(g, value)
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

// ordersBy puts low values at places with low coordinates. Fixed axes stay; heads are
// placed by the mean of their neurons' values on all axes, and ordered inside.
func (s *Space) ordersBy(g *Graph, value []float64) [][]int {
	orders := s.orders()
	for _, group := range s.groups() {
		heads := 1
		if group.heads != nil {
			heads = group.heads.n
		}
		order := sortedBy(0, heads, func(h int) float64 { return group.meanValue(g, value, h) })
		slots := sortedBy(0, heads, group.meanCoordinate)
		for _, a := range group.axes {
			at, m := orders[slices.Index(s.axes, a)], a.Len()/heads
			for i, head := range order {
				if group.pinned { // each in the slot where it is
					head = at[slots[i]*m] / m
				}
				if a.symmetry.Rigid {
					for j := range m {
						at[slots[i]*m+j] = head*m + j
					}
					continue
				}
				neurons := sortedBy(head*m, m, func(x int) float64 { return value[g.Node(a, x)] })
				for j, p := range placesAlong(a, slots[i]*m, m) {
					at[p] = neurons[j]
				}
			}
		}
	}
	return orders
}

// meanValue is the mean value of a head's neurons on all axes.
func (g *headGroup) meanValue(graph *Graph, value []float64, head int) float64 {
	return g.mean(head, func(a *Axis, neuron int) float64 { return value[graph.Node(a, neuron)] })
}

// meanCoordinate is the mean first coordinate of a slot's places on all axes: heads stand
// in one order on all of them, whatever their layouts.
func (g *headGroup) meanCoordinate(slot int) float64 {
	return g.mean(slot, func(a *Axis, place int) float64 { return a.layout.Point(place)[0] })
}

// mean adds up, over the axes of a split in heads, the mean of one block.
func (g *headGroup) mean(block int, of func(a *Axis, i int) float64) float64 {
	if g.heads == nil {
		return 0
	}
	sum := 0.0
	for _, a := range g.axes {
		m := a.Len() / g.heads.n
		for i := range m {
			sum += of(a, block*m+i) / float64(m)
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
