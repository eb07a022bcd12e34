package bimt

import "slices"

// headGroup is all axes that share one split in heads, with their boards. Heads move as
// wholes on all of them at once.
type headGroup struct {
	heads  *Heads
	pinned map[*Heads]bool // an axis of the split is fixed, so its blocks stay in their slots
	axes   []*Axis
	still  []bool // of each axis: what is in its innermost blocks stays
	trees  []tree // of each axis
	boards []*board
}

// size is the number of neurons in a head on axis i.
func (g *headGroup) size(i int) int { return g.boards[i].n / g.heads.n }

// splits are all splits of the axes, each behind the one that it is inside of.
func (g *headGroup) splits() (all []*Heads) {
	for _, t := range g.trees {
		for _, h := range t.splits {
			if !slices.Contains(all, h) {
				all = append(all, h)
			}
		}
	}
	return all
}

// assign is the exact assignment with heads. For every head, slot and axis it finds the
// best order of that head's neurons in that slot; the sum over axes is the price of the
// head in the slot, on which a second assignment places the heads. This is exact, as no
// wire joins two axes of one split (Q and K meet in a product of activations).
func (g *headGroup) assign(s *assigner) error {
	h := g.heads.n
	price := make([]float64, h*h)
	best := make([][]int, h*h*len(g.axes)) // for head, slot, axis
	slots := make([]int, h)
	for head := range h {
		slots[head] = head
		for slot := range h {
			if g.pinned[g.heads] && slot != head {
				continue
			}
			for i, b := range g.boards {
				m := g.size(i)
				at, cost, err := s.block(b, head*m, slot*m, m)
				if err != nil {
					return err
				}
				price[head*h+slot] += cost
				best[(head*h+slot)*len(g.axes)+i] = at
			}
		}
	}
	if !g.pinned[g.heads] {
		if _, err := s.solver.Solve(h, price, slots); err != nil {
			return err
		}
	}
	before := g.cost()
	old := g.snapshot()
	for head, slot := range slots {
		for i, b := range g.boards {
			copy(b.at[slot*g.size(i):], best[(head*h+slot)*len(g.axes)+i])
		}
	}
	if !(g.cost() < before-1e-12*before) {
		g.restore(old)
	}
	return nil
}

func (g *headGroup) cost() float64 {
	sum := 0.0
	for _, b := range g.boards {
		sum += b.cost()
	}
	return sum
}

func (g *headGroup) snapshot() [][]int {
	old := make([][]int, len(g.boards))
	for i, b := range g.boards {
		old[i] = append([]int(nil), b.at...)
	}
	return old
}

func (g *headGroup) restore(old [][]int) {
	for i, b := range g.boards {
		copy(b.at, old[i])
	}
}
