package bimt

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
)

// Symmetry says in which orders the neurons of an axis may stand, so that the network
// still computes the same: a tree of blocks in blocks. The zero value is free: any order.
type Symmetry struct {
	// Fixed neurons stay at their first places: the pixels of an image, say.
	Fixed bool
	// Heads splits the axis in blocks that neurons never leave, nil for none. Heads move as
	// wholes, in one order on all axes that share the split.
	Heads *Heads
	// Inside splits what is inside a head further, outermost first, each made by
	// Heads.Inside of one before it. What is left inside the last blocks is free.
	Inside []*Heads
	// Rigid blocks, the innermost, keep their neurons in their first order in all tensors:
	// the queries and keys of a rotary embedding, whose index in a head is the speed at
	// which they turn. Their order inside is one of places alone: a place is not an index
	// then (see Axis.Numbers).
	Rigid bool
}

// Heads splits axes in blocks of equal size, one after the other, and keeps the order
// of blocks common to all axes that share it: query, key and value rows of one
// attention layer, say.
type Heads struct {
	name string
	n    int
	in   *Heads
}

// NewHeads makes a split in n blocks.
func NewHeads(name string, n int) *Heads { return &Heads{name: name, n: n} }

// Inside splits each block of h in n blocks. Each block of h has an order of its own for
// these, common to all axes that share the split, whatever other splits they have between
// the two: with
//
//	groups := bimt.NewHeads("groups", 2)
//	heads, dims := groups.Inside("heads", 3), groups.Inside("dims", 8)
//
// an axis of 48 InHeads(groups, heads, dims) has heads that change places in their group,
// and dimensions of which each group has one order, the same in its three heads and on an
// axis of 16 InHeads(groups, dims).
func (h *Heads) Inside(name string, n int) *Heads { return &Heads{name: name, n: n, in: h} }

// Name tells people what is split.
func (h *Heads) Name() string { return h.name }

// Len is the number of blocks in each block of the split it is inside of; of heads, their
// number.
func (h *Heads) Len() int { return h.n }

// Blocks is how many blocks the split splits: 1, or those of all splits that it is inside of.
func (h *Heads) Blocks() int {
	if h.in == nil {
		return 1
	}
	return h.in.Blocks() * h.in.n
}

// In is the split that h is inside of, nil for none.
func (h *Heads) In() *Heads { return h.in }

// AxisOption changes how an axis may be relocated.
type AxisOption func(*Axis)

// WithSymmetry sets all that the other options set one by one.
func WithSymmetry(y Symmetry) AxisOption { return func(a *Axis) { a.symmetry = y } }

// Fixed keeps every neuron at its first place.
func Fixed() AxisOption { return func(a *Axis) { a.symmetry.Fixed = true } }

// InHeads splits the axis in heads, these in blocks inside them if any are given, and lets
// neurons stand in any order in the innermost.
func InHeads(h *Heads, inside ...*Heads) AxisOption {
	return func(a *Axis) { a.symmetry.Heads, a.symmetry.Inside = h, inside }
}

// InRigidHeads is InHeads with neurons that keep their order in the innermost blocks, but
// for their places.
func InRigidHeads(h *Heads, inside ...*Heads) AxisOption {
	return func(a *Axis) { a.symmetry.Heads, a.symmetry.Inside, a.symmetry.Rigid = h, inside, true }
}

// check reports a symmetry that n neurons can't have.
func (y Symmetry) check(n int) error {
	switch {
	case y.Heads == nil && y.Rigid:
		return fmt.Errorf("rigid without heads: say which heads keep their neurons in order, or that the axis is Fixed")
	case y.Heads == nil && len(y.Inside) > 0:
		return fmt.Errorf("blocks inside of no heads: say which heads they are in")
	case y.Heads == nil:
		return nil
	case y.Heads.in != nil:
		return fmt.Errorf("the split %s is inside of %s: name that first", y.Heads.name, y.Heads.in.name)
	}
	left, before := n, []*Heads(nil)
	for _, h := range y.Splits() {
		switch {
		case h == nil:
			return fmt.Errorf("a split that is nil: make it by NewHeads or Heads.Inside")
		case h.in != nil && !slices.Contains(before, h.in):
			return fmt.Errorf("the split %s is inside of %s: name that before it", h.name, h.in.name)
		case h.in == nil && len(before) > 0 || slices.Contains(before, h):
			return fmt.Errorf("the split %s can't be inside of %s: make it by Heads.Inside, and name it once", h.name, before[len(before)-1].name)
		case h.n < 1 || left%h.n != 0:
			return fmt.Errorf("%d neurons can't be split in %d heads: make the one a multiple of the other", left, h.n)
		}
		left, before = left/h.n, append(before, h)
	}
	return nil
}

// Splits are Heads and those inside, outermost first.
func (y Symmetry) Splits() []*Heads {
	if y.Heads == nil {
		return nil
	}
	return append([]*Heads{y.Heads}, y.Inside...)
}

// refuse says why n neurons can't stand in an order.
func (y Symmetry) refuse(n int, order []int) error {
	if len(order) != n {
		return fmt.Errorf("%d neurons, but the order has %d", n, len(order))
	}
	if err := graph.Permute(make([]struct{}, n), []int{n}, 0, order); err != nil {
		return err
	}
	if y.Fixed && !slices.IsSorted(order) {
		return fmt.Errorf("fixed neurons can't stand in the order %v: declare it without Fixed", order)
	}
	return y.tree(n).arrange(order, arrangement{})
}
