package bimt

import "slices"

// level is the blocks of one split, inside one block of the split that this is inside of: on
// all axes that have the split, what stands in each of its slots.
type level struct {
	n     int
	group *headGroup
	slots [][][]int // of each axis of the group and each slot, the places; nil without the split
}

// levels are those of a split, one for each block of the split that it is inside of.
func (g *headGroup) levels(h *Heads) []level {
	all := make([]level, h.Blocks())
	for i := range all {
		all[i] = level{n: h.n, group: g, slots: make([][][]int, len(g.boards))}
	}
	for a, t := range g.trees {
		i := slices.Index(t.splits, h)
		if i < 0 {
			continue
		}
		for p := range g.boards[a].n {
			d := t.digits(p)
			l := &all[t.above(i, d)]
			if l.slots[a] == nil {
				l.slots[a] = make([][]int, h.n)
			}
			l.slots[a][d[i]] = append(l.slots[a][d[i]], p)
		}
	}
	return all
}

// assign places the blocks exactly, all else as it is: the price of a block in a slot is
// that of all its neurons on all axes.
func (l level) assign(s *assigner) error {
	price, slot := make([]float64, l.n*l.n), make([]int, l.n)
	for a, slots := range l.slots {
		b := l.group.boards[a]
		for from := range slots {
			for to := range slots {
				for i, p := range slots[from] {
					price[from*l.n+to] += b.c[b.at[p]*b.n+slots[to][i]]
				}
			}
		}
	}
	if _, err := s.solver.Solve(l.n, price, slot); err != nil {
		return err
	}
	before, old := l.group.cost(), l.group.snapshot()
	for a, slots := range l.slots {
		for from := range slots {
			for i, p := range slots[from] {
				l.group.boards[a].at[slots[slot[from]][i]] = old[a][p]
			}
		}
	}
	if !(l.group.cost() < before-1e-12*before) {
		l.group.restore(old)
	}
	return nil
}

// swaps swaps whole blocks, first slot first, with whichever lowers the cost most.
func (l level) swaps() {
	for j := range l.n {
		before := l.group.cost()
		tolerance := 1e-12 * before
		best, lowest := j, before-tolerance
		for k := range l.n {
			l.swap(j, k)
			if c := l.group.cost(); c < lowest {
				best, lowest = k, c
			}
			l.swap(j, k)
		}
		l.swap(j, best)
	}
}

func (l level) swap(j, k int) {
	for a, slots := range l.slots {
		if slots == nil {
			continue
		}
		for i, p := range slots[j] {
			l.group.boards[a].swap(p, slots[k][i])
		}
	}
}

// swapBlocks swaps the blocks of every split that may move, the outermost first.
func (g *headGroup) swapBlocks() {
	for _, h := range g.splits() {
		if g.pinned[h] {
			continue
		}
		for _, l := range g.levels(h) {
			l.swaps()
		}
	}
}

// assignLevels finds the best order of the blocks of every split, one level of the tree after
// the other, each exactly with all others held still, and of the neurons in each innermost
// block, until nothing is gained. Levels that meet on one axis (the heads of a group, and
// dimensions that all of them share) have no exact answer together: their cost is a
// quadratic assignment.
func (g *headGroup) assignLevels(s *assigner) error {
	for {
		before := g.cost()
		for _, h := range g.splits() {
			if g.pinned[h] {
				continue
			}
			for _, l := range g.levels(h) {
				if err := l.assign(s); err != nil {
					return err
				}
			}
		}
		for i, b := range g.boards {
			if g.still[i] {
				continue
			}
			if err := s.inside(b, g.trees[i].inside); err != nil {
				return err
			}
		}
		if !(g.cost() < before-1e-12*before) {
			return nil
		}
	}
}

// inside finds the best order in every block of n neurons, which stand in blocks that came
// there as wholes.
func (s *assigner) inside(b *board, n int) error {
	for first := 0; n > 1 && first < b.n; first += n {
		at, _, err := s.block(b, b.at[first]/n*n, first, n)
		if err != nil {
			return err
		}
		s.accept(b, first, at)
	}
	return nil
}
