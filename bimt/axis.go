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
	name     string
	layout   Layout
	order    *op.Order // by index in the tensors
	places   []int     // of each index, where a place is not an index; else nil
	symmetry Symmetry
	space    *Space

	ordered bool // something passes through ToPlaces or FromPlaces

	trained *graph.Param // places, nil for none
	spacing float64      // their smallest distance at first
	box     [2]float64   // their smallest and largest coordinate
}

// Name is the axis's name in its space.
func (a *Axis) Name() string { return a.name }

// Len is the number of neurons.
func (a *Axis) Len() int { return len(a.order.At) }

// Layout says where the places are.
func (a *Axis) Layout() Layout { return a.layout }

// Symmetry says in which orders its neurons may stand.
func (a *Axis) Symmetry() Symmetry { return a.symmetry }

// IsFixed says whether its neurons stay where they are.
func (a *Axis) IsFixed() bool { return a.symmetry.Fixed }

// Heads is the split in heads, nil for none.
func (a *Axis) Heads() *Heads { return a.symmetry.Heads }

// Order is a copy of the order: element i is the number of the neuron at place i.
func (a *Axis) Order() []int {
	order := slices.Clone(a.order.At)
	for i, p := range a.places {
		order[p] = a.order.At[i]
	}
	return order
}

// Numbers are the numbers of the neurons as they follow each other in the tensors: element i
// is that at index i of a dimension on the axis. It is Order, but on an axis of rigid heads,
// where a place is not an index.
func (a *Axis) Numbers() []int { return slices.Clone(a.order.At) }

// Place is the place of what is at an index of a dimension on the axis: the index itself, but
// on an axis of rigid heads.
func (a *Axis) Place(index int) int {
	if a.places == nil {
		return index
	}
	return a.places[index]
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
	if a.IsFixed() {
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
	err := a.layout.check()
	if err == nil {
		err = a.symmetry.check(a.Len())
	}
	if err != nil {
		return fmt.Errorf("bimt: axis %s: %w", a.name, err)
	}
	return nil
}
