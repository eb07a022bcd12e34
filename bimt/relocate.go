package bimt

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Relocation says how neurons are to be moved.
type Relocation struct {
	Strategy Strategy
	// Locality is A, the price of distance; 0 means nothing can be gained.
	Locality float64
	// TopK is how many neurons of each axis greedy swaps try; 0 means all.
	TopK int
	// Temperature is how much strategy Annealed may let an exchange cost, in units of the
	// mean cost of a neuron's wires; its draws come from Rand.
	Temperature float64
	Rand        *rand.Rand
	// Only names what may change its order, by patterns as of path.Match; nil is all. An axis
	// stands for what is free in its innermost blocks, a split in heads for its blocks: for a
	// look at each level of a symmetry alone. For Greedy and Assignment.
	Only []string
	// LeastGain is the part of the wires' cost that a sweep of assignment must gain for another
	// to follow; at 0 sweeps go on until nothing moves. Most of what there is to gain comes with
	// the first: in a large network the rest may go on for a hundred more.
	LeastGain float64
	// LeaveMemory leaves what parameters remember (graph.Memory) where it was, as the
	// published notebooks leave Adam's moments: for comparison only. A mask would
	// stay behind too.
	LeaveMemory bool
}

// Moves reports what a relocation did. Costs are of the length of wires alone,
// Σ s·|w|·A·d: nothing else can change.
type Moves struct {
	Before, After float64
	Moved         int // neurons moved, once for each sweep that moved them
	Sweeps        int // passes over all axes
}

// Relocate moves neurons, with their weights, biases and all that these remember, so that
// wires get shorter. The network computes the same function; input and output axes
// remember their order. Fixed axes stay. That the function is kept holds for networks that
// pass Check and flow.Check; Relocate sees no expression graph and does not check again.
func (s *Space) Relocate(r Relocation) (Moves, error) {
	if s.err != nil {
		return Moves{}, s.err
	}
	relocate := r.Strategy.find()
	if relocate == nil {
		return Moves{}, fmt.Errorf("bimt: there is no relocation strategy %q: use one of %v", r.Strategy, Strategies())
	}
	if r.Locality < 0 || math.IsNaN(r.Locality) || math.IsInf(r.Locality, 0) || r.TopK < 0 {
		return Moves{}, fmt.Errorf("bimt: relocation with locality %v and top k %d: want both at least 0", r.Locality, r.TopK)
	}
	if !(r.Temperature >= 0) || math.IsInf(r.Temperature, 1) {
		return Moves{}, fmt.Errorf("bimt: relocation at temperature %v: want a finite number of at least 0", r.Temperature)
	}
	if !(r.LeastGain >= 0 && r.LeastGain < 1) {
		return Moves{}, fmt.Errorf("bimt: relocation until a sweep gains less than %v of the cost: want at least 0, and less than 1", r.LeastGain)
	}
	if err := s.checkOnly(r); err != nil {
		return Moves{}, err
	}
	if err := s.checkFinite("relocate"); err != nil {
		return Moves{}, err
	}
	m := Moves{Before: s.wireCost(r.Locality)}
	if r.Locality == 0 {
		m.After = m.Before
		return m, nil
	}
	err := relocate(s, r, &m)
	m.After = s.wireCost(r.Locality)
	return m, err
}

// sweep goes over all axes, once for greedy swaps; for assignment until nothing moves, or
// too little is gained.
func (s *Space) sweep(r Relocation, m *Moves) error {
	var solver assigner
	cost := 0.0
	if r.LeastGain > 0 {
		cost = s.wireCost(r.Locality)
	}
	for again := true; again; {
		m.Sweeps++
		moved := 0
		for _, g := range s.groups(r) {
			n, err := s.relocateGroup(g, r, &solver)
			if err != nil {
				return err
			}
			moved += n
		}
		m.Moved += moved
		again = r.Strategy == Assignment && moved > 0
		if again && r.LeastGain > 0 {
			last := cost
			cost = s.wireCost(r.Locality)
			again = cost < last-r.LeastGain*last
		}
	}
	return nil
}

// groups lists the axes that may move, in order, those of one split in heads together.
func (s *Space) groups(r Relocation) []*headGroup {
	var gs []*headGroup
	at, pinned := map[*Heads]*headGroup{}, s.pinned(r)
	for _, a := range s.axes {
		if a.IsFixed() || a.Heads() == nil && !r.may(a.name) {
			continue
		}
		g := at[a.Heads()]
		if a.Heads() == nil || g == nil {
			g = &headGroup{heads: a.Heads(), pinned: pinned}
			gs = append(gs, g)
		}
		if a.Heads() != nil {
			at[a.Heads()] = g
		}
		g.axes = append(g.axes, a)
		g.still = append(g.still, !r.may(a.name))
		g.trees = append(g.trees, a.symmetry.tree(a.Len()))
	}
	return gs
}

// relocateGroup finds new orders for one axis, or all axes of one split in heads, and
// moves what lies on them. It returns the number of neurons moved.
func (s *Space) relocateGroup(g *headGroup, r Relocation, solver *assigner) (int, error) {
	defer func() { g.boards = nil }() // as large as all neurons of the axes squared
	for _, a := range g.axes {
		g.boards = append(g.boards, s.board(a, r.Locality))
	}
	if err := s.search(g, r, solver); err != nil {
		return 0, err
	}
	moved := 0
	for i, b := range g.boards {
		if !b.moved() {
			continue
		}
		for p, x := range b.at {
			if p != x {
				moved++
			}
		}
		if err := s.permute(g.axes[i], b.at, !r.LeaveMemory); err != nil {
			return moved, err
		}
	}
	return moved, nil
}

func (s *Space) search(g *headGroup, r Relocation, solver *assigner) error {
	linear, flat := true, true
	for i, b := range g.boards {
		block := g.trees[i].inside
		flat = flat && len(g.trees[i].splits) < 2 && !g.still[i]
		if g.still[i] {
			linear = linear && !b.quadratic()
			continue
		}
		switch {
		case r.Strategy == Greedy:
			greedySwaps(b, s.Importance(g.axes[i]), r.TopK, block)
		case b.quadratic():
			linear = false
			descend(b, block)
		case g.heads == nil:
			if err := solver.assign(b); err != nil {
				return err
			}
		}
	}
	switch {
	case g.heads == nil:
		return nil
	case r.Strategy == Assignment && linear && flat:
		return g.assign(solver)
	case r.Strategy == Assignment && linear:
		return g.assignLevels(solver)
	}
	g.swapBlocks()
	return nil
}

// pinned are the splits that have an axis that is fixed, or that may not change.
func (s *Space) pinned(r Relocation) map[*Heads]bool {
	all := map[*Heads]bool{}
	for _, a := range s.axes {
		for _, h := range a.symmetry.Splits() {
			all[h] = all[h] || a.IsFixed() || !r.may(h.name)
		}
	}
	return all
}

// wireCost is Σ s·|w|·A·d over all wires.
func (s *Space) wireCost(locality float64) float64 {
	total := 0.0
	for _, c := range s.conns {
		if c.role != wire {
			continue
		}
		sum := 0.0
		for i, w := range c.magnitudes() {
			sum += w * c.lengths[i]
		}
		total += c.scale(s.reduction) * locality * sum
	}
	return total
}

// CheckWeights reports why a network can't be measured: the first mistake in its space, or
// a weight that is NaN or infinite.
func (s *Space) CheckWeights() error {
	if s.err != nil {
		return s.err
	}
	return s.checkFinite("measure")
}

// checkFinite reports a weight that is NaN or infinite; doing is what it keeps one from.
func (s *Space) checkFinite(doing string) error {
	for _, c := range s.conns {
		for i, w := range c.magnitudes() {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return fmt.Errorf("bimt: can't %s: %s holds %v at element %d", doing, c.param.Name(), w, i)
			}
		}
	}
	return nil
}
