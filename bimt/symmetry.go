package bimt

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
)

// Symmetry says in which orders the neurons of an axis may stand, so that the network
// still computes the same. The zero value is free: any order.
type Symmetry struct {
	// Fixed neurons stay at their first places: the pixels of an image, say.
	Fixed bool
	// Heads splits the axis in blocks that neurons never leave, nil for none. Heads move as
	// wholes, in one order on all axes that share the split.
	Heads *Heads
	// Rigid heads keep their neurons in their first order inside: the queries and keys of
	// a rotary embedding, whose pairs turn at different speeds.
	Rigid bool
}

// Heads splits axes in blocks of equal size, one after the other, and keeps the order
// of blocks common to all axes that share it: query, key and value rows of one
// attention layer, say.
type Heads struct {
	name string
	n    int
}

// NewHeads makes a split in n blocks.
func NewHeads(name string, n int) *Heads { return &Heads{name: name, n: n} }

// Len is the number of heads.
func (h *Heads) Len() int { return h.n }

// AxisOption changes how an axis may be relocated.
type AxisOption func(*Axis)

// WithSymmetry sets all that the other options set one by one.
func WithSymmetry(y Symmetry) AxisOption { return func(a *Axis) { a.symmetry = y } }

// Fixed keeps every neuron at its first place.
func Fixed() AxisOption { return func(a *Axis) { a.symmetry.Fixed = true } }

// InHeads splits the axis in heads, inside which neurons may stand in any order.
func InHeads(h *Heads) AxisOption { return func(a *Axis) { a.symmetry.Heads = h } }

// InRigidHeads splits the axis in heads whose neurons keep their order inside.
func InRigidHeads(h *Heads) AxisOption {
	return func(a *Axis) { a.symmetry.Heads, a.symmetry.Rigid = h, true }
}

// check reports a symmetry that n neurons can't have.
func (y Symmetry) check(n int) error {
	switch {
	case y.Heads == nil && y.Rigid:
		return fmt.Errorf("rigid without heads: say which heads keep their neurons in order, or that the axis is Fixed")
	case y.Heads != nil && (y.Heads.n < 1 || n%y.Heads.n != 0):
		return fmt.Errorf("%d neurons can't be split in %d heads: make the one a multiple of the other", n, y.Heads.n)
	}
	return nil
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
	if y.Heads == nil {
		return nil
	}
	size := n / y.Heads.n
	for p, x := range order {
		if x/size != order[p/size*size]/size {
			return fmt.Errorf("the order %v mixes heads, of %d neurons each: neuron %d left its own", order, size, x)
		}
		if y.Rigid && x%size != p%size {
			return fmt.Errorf("the order %v moves neuron %d inside its head of %d, which is rigid: declare it with InHeads", order, x, size)
		}
	}
	return nil
}

// headOrder is the head in each slot when neurons stand in an order.
func (y Symmetry) headOrder(order []int) []int {
	heads, size := make([]int, y.Heads.n), len(order)/y.Heads.n
	for i := range heads {
		heads[i] = order[i*size] / size
	}
	return heads
}
