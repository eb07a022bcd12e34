package bimt

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph"
)

// Strategy names a way to find better places.
type Strategy string

// Greedy is the published way: per axis, the most important neurons each take the swap
// that lowers the cost most. Assignment is exact per axis (and per head), repeated over
// the axes until nothing improves. Spectral tries assignment also from a start that
// orders all axes at once, for a network that is relocated after its training.
const (
	Greedy     Strategy = "greedy"
	Assignment Strategy = "assignment"
	Spectral   Strategy = "spectral"
)

// Strategies lists all there are.
func Strategies() []Strategy { return []Strategy{Greedy, Assignment, Spectral} }

// Relocation says how neurons are to be moved.
type Relocation struct {
	Strategy Strategy
	// Locality is A, the price of distance; 0 means nothing can be gained.
	Locality float64
	// TopK is how many neurons of each axis greedy swaps try; 0 means all.
	TopK int
	// LeaveMemory leaves what parameters remember (graph.Memory) where it was, as the
	// published notebooks leave Adam's moments: for comparison only.
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
// remember their order. Fixed axes stay.
func (s *Space) Relocate(r Relocation) (Moves, error) {
	if s.err != nil {
		return Moves{}, s.err
	}
	if !slices.Contains(Strategies(), r.Strategy) {
		return Moves{}, fmt.Errorf("bimt: there is no relocation strategy %q: use one of %v", r.Strategy, Strategies())
	}
	if r.Locality < 0 || math.IsNaN(r.Locality) || math.IsInf(r.Locality, 0) || r.TopK < 0 {
		return Moves{}, fmt.Errorf("bimt: relocation with locality %v and top k %d: want both at least 0", r.Locality, r.TopK)
	}
	if err := s.checkFinite("relocate"); err != nil {
		return Moves{}, err
	}
	m := Moves{Before: s.wireCost(r.Locality)}
	if r.Locality == 0 {
		m.After = m.Before
		return m, nil
	}
	sweep := s.sweep
	if r.Strategy == Spectral {
		sweep = s.spectral
	}
	err := sweep(r, &m)
	m.After = s.wireCost(r.Locality)
	return m, err
}

// sweep goes over all axes, once for greedy swaps, until nothing moves for assignment.
func (s *Space) sweep(r Relocation, m *Moves) error {
	var solver assigner
	for again := true; again; {
		m.Sweeps++
		moved := 0
		for _, g := range s.groups() {
			n, err := s.relocateGroup(g, r, &solver)
			if err != nil {
				return err
			}
			moved += n
		}
		m.Moved += moved
		again = r.Strategy == Assignment && moved > 0
	}
	return nil
}

// groups lists the axes that may move, in order, those of one split in heads together.
func (s *Space) groups() []*headGroup {
	var gs []*headGroup
	at := map[*Heads]*headGroup{}
	for _, a := range s.axes {
		if a.fixed {
			continue
		}
		g := at[a.heads]
		if a.heads == nil || g == nil {
			g = &headGroup{heads: a.heads, pinned: s.pinned(a.heads)}
			gs = append(gs, g)
		}
		if a.heads != nil {
			at[a.heads] = g
		}
		g.axes = append(g.axes, a)
	}
	return gs
}

// relocateGroup finds new orders for one axis, or all axes of one split in heads, and
// moves what lies on them. It returns the number of neurons moved.
func (s *Space) relocateGroup(g *headGroup, r Relocation, solver *assigner) (int, error) {
	g.boards = g.boards[:0]
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
	linear := true
	for i, b := range g.boards {
		block := b.n
		if g.heads != nil {
			block = g.size(i)
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
	case r.Strategy == Assignment && linear:
		return g.assign(solver)
	case !g.pinned:
		g.swapHeads()
	}
	return nil
}

// pinned says whether a split in heads has an axis that is fixed.
func (s *Space) pinned(h *Heads) bool {
	return h != nil && slices.ContainsFunc(s.axes, func(a *Axis) bool { return a.heads == h && a.fixed })
}

// permute puts the neuron at place order[i] of an axis at place i, with its weights and,
// if memory is set, all that they remember.
func (s *Space) permute(a *Axis, order []int, memory bool) error {
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
	return graph.Permute(a.order.At, []int{a.Len()}, 0, order)
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
