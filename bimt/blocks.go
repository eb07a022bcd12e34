package bimt

import (
	"slices"
)

// blockParts is how many parts an axis is cut in, to exchange runs of them.
const blockParts = 8

// exchangeBlocks starts from the exact assignment and exchanges neighbouring blocks of
// neurons, on all free axes at once, for as long as that lowers the cost: a module that lies on the
// wrong side of another gets past it as a whole, where no move of one axis alone would pay.
// It ends with assignment again.
func exchangeBlocks(s *Space, r Relocation) (map[*Axis][]int, error) {
	var m Moves
	start := s.orders()
	r.Strategy, r.LeaveMemory = Assignment, true
	for again := true; again; {
		if err := s.sweep(r, &m); err != nil {
			return nil, err
		}
		var err error
		if again, err = s.exchangeBest(r.Locality); err != nil {
			return nil, err
		}
	}
	found := s.orderMap()
	return found, s.move(start, false) // trials moved weights alone
}

// orderMap is the order of every axis that may move.
func (s *Space) orderMap() map[*Axis][]int {
	orders := map[*Axis][]int{}
	for _, a := range s.axes {
		if !a.IsFixed() {
			orders[a] = a.Order()
		}
	}
	return orders
}

// exchangeBest makes the exchange of two neighbouring blocks that lowers the cost most, the
// first of equals, and says whether there was one.
func (s *Space) exchangeBest(locality float64) (bool, error) {
	start, first := s.orders(), s.wireCost(locality)
	best, least := start, first-1e-12*first
	for from := range blockParts {
		for mid := from + 1; mid < blockParts; mid++ {
			for to := mid + 1; to <= blockParts; to++ {
				orders := s.exchanged(start, from, mid, to)
				if err := s.move(orders, false); err != nil {
					return false, err
				}
				if c := s.wireCost(locality); c < least {
					best, least = orders, c
				}
				if err := s.move(start, false); err != nil {
					return false, err
				}
			}
		}
	}
	return least < first-1e-12*first, s.move(best, false)
}

// exchanged is the orders with the neurons of two blocks, [from, mid) and [mid, to) parts along
// each free axis, having changed sides.
func (s *Space) exchanged(orders [][]int, from, mid, to int) [][]int {
	orders = slices.Clone(orders)
	for i, a := range s.axes {
		if a.IsFixed() || a.Heads() != nil {
			continue
		}
		cut := func(part int) int { return a.Len() * part / blockParts }
		along := placesAlong(a, 0, a.Len())
		after := slices.Concat(along[:cut(from)], along[cut(mid):cut(to)], along[cut(from):cut(mid)], along[cut(to):])
		order := make([]int, a.Len())
		for j, p := range along {
			order[p] = orders[i][after[j]]
		}
		orders[i] = order
	}
	return orders
}
