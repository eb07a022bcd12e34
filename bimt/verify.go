package bimt

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph/op"
)

// Verify tries whether the network keeps its function when neurons move: it computes the
// outputs, moves every neuron that may move to another place, at random, computes them
// again, does the same with orders drawn from all, and moves all back, to the bit, whatever
// happens. outputs runs the network with
// its parameters as they are and gives outputs by number (behind Axis.FromPlaces), the
// same every time; its inputs should use all of the network. tolerance is how far an
// output may be off, relative to max(1, the largest output): 1e-9 suits float64, 1e-4
// float32.
//
// The error names the first axis whose neurons, moved alone, change the outputs. What
// Check reads from the declarations, Verify sees happen: call it once on a network of a
// new kind, with weights that are not zero.
func (s *Space) Verify(outputs func() ([]float64, error), tolerance float64, rng *rand.Rand) error {
	if s.err != nil {
		return s.err
	}
	if outputs == nil || rng == nil || !(tolerance > 0) {
		return fmt.Errorf("bimt: verify: want a function for the outputs, a random source, and a tolerance above 0, not %v", tolerance)
	}
	if err := s.checkSplits(s.orders()); err != nil {
		return err
	}
	t := trial{space: s, outputs: outputs, tolerance: tolerance, start: s.orders()}
	var err error
	if t.before, err = t.run(); err != nil {
		return err
	}
	if change, err := t.with(t.start); err != nil {
		return err
	} else if change != "" {
		return fmt.Errorf("bimt: verify: %s, though nothing moved: the outputs must be finite and the same every time (without dropout, on one batch)", change)
	}
	groups := s.groups(Relocation{})
	for _, turn := range []func(int, *rand.Rand) []int{cycle, uniform} { // a cycle alone misses what turns neurons round
		moved := s.orders()
		for _, g := range groups {
			s.shuffle(g, moved, func(n int) []int { return turn(n, rng) })
		}
		if change, err := t.with(moved); err != nil {
			return err
		} else if change != "" {
			return t.blame(groups, moved, change)
		}
	}
	return nil
}

// trial compares outputs of one network in other orders.
type trial struct {
	space     *Space
	outputs   func() ([]float64, error)
	tolerance float64
	start     [][]int
	before    []float64
}

// run computes the outputs as neurons stand; a panic becomes an error.
func (t *trial) run() (out []float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("bimt: verify: panic in the outputs: %v", r)
		}
	}()
	if out, err = t.outputs(); err != nil {
		return nil, fmt.Errorf("bimt: verify: %w", err)
	}
	return slices.Clone(out), nil
}

// with says what changes in the outputs in the given orders, "" for nothing, and undoes
// the move.
func (t *trial) with(orders [][]int) (change string, err error) {
	defer func() {
		if undo := t.space.move(t.start, true); err == nil {
			err = undo
		}
	}()
	if err := t.space.move(orders, true); err != nil {
		return "", err
	}
	after, err := t.run()
	if err != nil {
		return "", err
	}
	if len(after) != len(t.before) {
		return fmt.Sprintf("there are %d outputs, %d before", len(after), len(t.before)), nil
	}
	largest := 1.0
	for _, v := range t.before {
		largest = max(largest, math.Abs(v))
	}
	for i, v := range after {
		if !(math.Abs(v-t.before[i]) <= t.tolerance*largest) {
			return fmt.Sprintf("output %d is %v, was %v", i, v, t.before[i]), nil
		}
	}
	return "", nil
}

// blame finds the axes that, moved alone, change the outputs.
func (t *trial) blame(groups []*headGroup, moved [][]int, change string) error {
	const remedy = "wrap every parameter that has a dimension on it, each with the right axis; pass inputs through ToPlaces and outputs through FromPlaces; let what is added or multiplied element by element lie on one axis; put neurons that an operation treats in groups in heads (InHeads); or declare it Fixed"
	for _, g := range groups {
		orders, names := slices.Clone(t.start), []string(nil)
		for _, a := range g.axes {
			i := slices.Index(t.space.axes, a)
			orders[i] = moved[i]
			names = append(names, a.name)
		}
		alone, err := t.with(orders)
		if err != nil {
			return err
		}
		if alone != "" {
			return fmt.Errorf("bimt: verify: with the neurons of axis %s moved, %s: %s", strings.Join(names, ", "), alone, remedy)
		}
	}
	return fmt.Errorf("bimt: verify: with the neurons of all axes moved, %s, though no axis alone changes an output: %s", change, remedy)
}

// shuffle gives the axes of a group orders in which neurons, and blocks of them, have taken
// turns as far as their symmetry allows.
func (s *Space) shuffle(g *headGroup, orders [][]int, turn func(n int) []int) {
	all := s.arrangement(g, orders)
	for _, h := range g.splits() {
		for _, slots := range all.of(h) {
			if g.pinned[h] {
				continue
			}
			old := slices.Clone(slots)
			for slot, from := range turn(h.n) {
				slots[slot] = old[from]
			}
		}
	}
	for k, a := range g.axes {
		i, t := slices.Index(s.axes, a), g.trees[k]
		place := (&op.Order{At: orders[i]}).Inverse()
		old := orders[i]
		orders[i] = t.compose(a.Len(), all, func(first int) []int {
			begin := place[first] // where the block is now
			begin -= begin % t.inside
			inside := turn(t.inside)
			for j, q := range inside {
				inside[j] = old[begin+q] - first
			}
			return inside
		})
	}
}

// cycle is a random permutation of 0 … n-1 with one cycle, so that none stays (Sattolo
// 1986, "An algorithm to generate a random cyclic permutation").
func cycle(n int, rng *rand.Rand) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	for i := n - 1; i > 0; i-- {
		j := rng.IntN(i)
		p[i], p[j] = p[j], p[i]
	}
	return p
}

// uniform is any permutation of 0 … n-1.
func uniform(n int, rng *rand.Rand) []int { return rng.Perm(n) }
