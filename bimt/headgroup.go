package bimt

// headGroup is all axes that share one split in heads, with their boards. Heads move as
// wholes on all of them at once.
type headGroup struct {
	heads  *Heads
	pinned bool // an axis of the split is fixed, so heads stay in their slots
	axes   []*Axis
	boards []*board
}

// size is the number of neurons in a head on axis i.
func (g *headGroup) size(i int) int { return g.boards[i].n / g.heads.n }

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
			if g.pinned && slot != head {
				continue
			}
			for i, b := range g.boards {
				m := g.size(i)
				place := s.block
				if g.axes[i].symmetry.Rigid {
					place = s.asIs
				}
				at, cost, err := place(b, head*m, slot*m, m)
				if err != nil {
					return err
				}
				price[head*h+slot] += cost
				best[(head*h+slot)*len(g.axes)+i] = at
			}
		}
	}
	if !g.pinned {
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

// swapHeads swaps whole heads, first slot first, with whichever lowers the cost most.
func (g *headGroup) swapHeads() {
	for j := range g.heads.n {
		before := g.cost()
		tolerance := 1e-12 * before
		best, lowest := j, before-tolerance
		for k := range g.heads.n {
			g.swap(j, k)
			if c := g.cost(); c < lowest {
				best, lowest = k, c
			}
			g.swap(j, k)
		}
		g.swap(j, best)
	}
}

func (g *headGroup) swap(j, k int) {
	for i, b := range g.boards {
		m := g.size(i)
		for p := range m {
			b.swap(j*m+p, k*m+p)
		}
	}
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
