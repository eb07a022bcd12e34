package flow

import (
	"fmt"
	"iter"
	"math"

	"github.com/gobimt/bimt/bimt"
)

// Wire is a bundle of cells from one stage to another.
type Wire struct {
	Kind     Kind
	From, To *Stage           // From is nil for a Table
	Weight   *bimt.Connection // of Affine and Table; else nil

	grid  *grid  // all cells, where they are those of a whole weight
	cells []Cell // else
}

// Cell leads from one neuron to one other, by their index in the tensors; Wire.Each gives it
// by place. The two differ on axes of rigid heads alone (see bimt.Axis.Place).
type Cell struct {
	From, To int
	// Copy is which copy of the axis From is read in.
	Copy int
	// Element is the index of the weight in its parameter, row-major.
	Element int
}

// Cells goes through all cells, by To, then Copy, From and Element.
func (w *Wire) Cells() iter.Seq[Cell] {
	return func(yield func(Cell) bool) {
		if w.grid != nil {
			w.grid.each(yield)
			return
		}
		for _, c := range w.cells {
			if !yield(c) {
				return
			}
		}
	}
}

// Len is the number of cells.
func (w *Wire) Len() int {
	if w.grid != nil {
		return w.grid.len()
	}
	return len(w.cells)
}

// Each calls do with every cell of weight |w| > threshold, by the places where neurons stand
// now, and the weight; cells without a weight count as 1. A weight that is NaN or infinite is an error that names its parameter.
func (w *Wire) Each(threshold float64, do func(c Cell, weight float64)) error {
	if w.Weight == nil {
		for c := range w.Cells() {
			do(w.placed(c), 1)
		}
		return nil
	}
	p := w.Weight.Param()
	values := p.Float64s()
	for c := range w.Cells() {
		v := values[c.Element]
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("flow: %s holds a weight of %v: the network has diverged", p.Name(), v)
		}
		if math.Abs(v) > threshold {
			do(w.placed(c), v)
		}
	}
	return nil
}

// placed is a cell by place.
func (w *Wire) placed(c Cell) Cell {
	c.To = w.To.Axis.Place(c.To)
	if w.From != nil {
		c.From = w.From.Axis.Place(c.From)
	}
	return c
}

// String says what leads where, for people.
func (w *Wire) String() string {
	from := "data"
	if w.From != nil {
		from = w.From.Name
	}
	if w.Weight != nil {
		return fmt.Sprintf("%s → %s (%s %s)", from, w.To.Name, w.Kind, w.Weight.Param().Name())
	}
	return fmt.Sprintf("%s → %s (%s)", from, w.To.Name, w.Kind)
}
