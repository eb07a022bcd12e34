package bimt

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Axis is a named row of neurons, each at a place of a layout. Neurons keep their
// numbers; relocation changes the places they stand at.
type Axis struct {
	name   string
	layout Layout
	order  *op.Order
	fixed  bool
	heads  *Heads

	ordered bool // something passes through ToPlaces or FromPlaces
}

// Heads splits axes in blocks of equal size, one after the other, and keeps the order
// of blocks common to all axes that share it: query, key and value rows of one
// attention layer, say. Neurons never leave their head.
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

// Fixed keeps every neuron at its first place: the pixels of an image, say.
func Fixed() AxisOption { return func(a *Axis) { a.fixed = true } }

// InHeads splits the axis in heads.
func InHeads(h *Heads) AxisOption { return func(a *Axis) { a.heads = h } }

// Name is the axis's name in its space.
func (a *Axis) Name() string { return a.name }

// Len is the number of neurons.
func (a *Axis) Len() int { return len(a.order.At) }

// Layout says where the places are.
func (a *Axis) Layout() Layout { return a.layout }

// IsFixed says whether its neurons stay where they are.
func (a *Axis) IsFixed() bool { return a.fixed }

// Heads is the split in heads, nil for none.
func (a *Axis) Heads() *Heads { return a.heads }

// Order is a copy of the order: element i is the number of the neuron at place i.
func (a *Axis) Order() []int { return slices.Clone(a.order.At) }

// SetOrder declares which neuron stands at each place, moving nothing: for weights
// that were saved after a relocation. A fixed axis has its first order only.
func (a *Axis) SetOrder(order []int) error {
	if len(order) != a.Len() {
		return fmt.Errorf("bimt: axis %s has %d neurons, the order has %d", a.name, a.Len(), len(order))
	}
	if err := graph.Permute(make([]struct{}, a.Len()), []int{a.Len()}, 0, order); err != nil {
		return fmt.Errorf("bimt: axis %s: %w", a.name, err)
	}
	if a.fixed && !slices.Equal(order, op.NewOrder(a.name, a.Len()).At) {
		return fmt.Errorf("bimt: axis %s is fixed and can't stand in the order %v: declare it without Fixed", a.name, order)
	}
	copy(a.order.At, order)
	return nil
}

// ToPlaces puts the last dimension of x (…, neurons), given by neuron number, in the
// order of places: for the network's inputs.
func (a *Axis) ToPlaces(x *gorgonia.Node) (*gorgonia.Node, error) {
	return a.reorder(x, op.ToPlaces)
}

// FromPlaces gives the last dimension of x (…, neurons) by neuron number again: for the
// network's outputs. Where x is an affine operation of many rows, its weights are put in
// order instead, which takes less work.
func (a *Axis) FromPlaces(x *gorgonia.Node) (*gorgonia.Node, error) {
	return a.reorder(x, op.FromPlaces)
}

func (a *Axis) reorder(x *gorgonia.Node, d op.Direction) (*gorgonia.Node, error) {
	if a.fixed {
		return x, nil
	}
	n, err := op.Reorder(x, a.order, d)
	if err != nil {
		return nil, fmt.Errorf("bimt: axis %s: %w", a.name, err)
	}
	a.ordered = true
	return n, nil
}

// check reports an axis that can't be.
func (a *Axis) check() error {
	if err := a.layout.check(); err != nil {
		return fmt.Errorf("bimt: axis %s: %w", a.name, err)
	}
	if a.heads != nil && (a.heads.n < 1 || a.Len()%a.heads.n != 0) {
		return fmt.Errorf("bimt: axis %s: %d neurons can't be split in %d heads: make the one a multiple of the other", a.name, a.Len(), a.heads.n)
	}
	return nil
}
