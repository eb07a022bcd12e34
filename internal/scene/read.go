package scene

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/flow"
)

// reader makes a network from a flow.
type reader struct {
	net   *Network
	first map[*flow.Stage]int // the axis of its first copy
}

// axes adds a stage, each copy of it as one row of neurons.
func (r *reader) axes(s *flow.Stage, row int, grouped bool, labels []string) error {
	if labels != nil && len(labels) != s.Axis.Len() {
		return fmt.Errorf("scene: axis %s has %d neurons, was given %d labels", s.Axis.Name(), s.Axis.Len(), len(labels))
	}
	r.first[s] = len(r.net.Axes)
	for c := range max(1, s.Copies) {
		a := Axis{
			Name: s.Axis.Name(), Row: row, Labels: labels, Input: s.Input, Output: s.Output, Of: s.Axis,
			Places: make([][]float64, s.Axis.Len()),
		}
		switch {
		case s.Copies > 1:
			a.Group = fmt.Sprintf("operand %d", c+1)
		case grouped:
			a.Group = string(s.Role)
		}
		r.net.Axes = append(r.net.Axes, a)
	}
	return nil
}

// wire adds what leads from one stage to another: of copies, a bundle from each.
func (r *reader) wire(w *flow.Wire) {
	switch {
	case w.From == nil:
		r.table(w)
	case w.Kind == flow.Affine:
		r.weights(w)
	default:
		r.pairs(w)
	}
}

// weights adds the bundles of a weight: a second one from the same copy only where two
// elements join the same neurons.
func (r *reader) weights(w *flow.Wire) {
	rows, cols := w.To.Axis.Len(), w.From.Axis.Len()
	bundles := map[int][]int{} // by copy, their indices among the wires
	for c := range w.Cells() {
		at := w.To.Axis.Place(c.To)*cols + w.From.Axis.Place(c.From)
		free := -1
		for _, i := range bundles[c.Copy] {
			if r.net.Wires[i].Elements[at] < 0 {
				free = i
				break
			}
		}
		if free < 0 {
			free = r.add(Wire{Kind: Weight, From: r.first[w.From] + c.Copy, To: r.first[w.To], Rows: rows, Cols: cols}, w)
			bundles[c.Copy] = append(bundles[c.Copy], free)
		}
		r.net.Wires[free].Elements[at] = c.Element
	}
}

// table adds the entries of a table for each neuron of an axis; copies share them.
func (r *reader) table(w *flow.Wire) {
	rows := w.To.Axis.Len()
	entries := make([][]int, rows)
	cols := 0
	for c := range w.Cells() {
		p := w.To.Axis.Place(c.To)
		entries[p] = append(entries[p], c.Element)
		cols = max(cols, len(entries[p]))
	}
	for c := range max(1, w.To.Copies) {
		i := r.add(Wire{Kind: Table, From: -1, To: r.first[w.To] + c, Rows: rows, Cols: cols}, w)
		for p, list := range entries {
			copy(r.net.Wires[i].Elements[p*cols:], list)
		}
	}
}

// add appends a wire of weights with no elements yet, and gives its index.
func (r *reader) add(wire Wire, w *flow.Wire) int {
	wire.Of = w.Weight.Param()
	wire.Name = wire.Of.Name()
	wire.Weights, wire.Elements = make(Values, wire.Rows*wire.Cols), none(wire.Rows*wire.Cols)
	r.net.Wires = append(r.net.Wires, wire)
	return len(r.net.Wires) - 1
}

// pairs adds what has no weight.
func (r *reader) pairs(w *flow.Wire) {
	kind := Skip
	if w.Kind == flow.Attention {
		kind = Attention
	}
	for c := range max(1, w.From.Copies) {
		wire := Wire{Kind: kind, From: r.first[w.From] + c, To: r.first[w.To]}
		for cell := range w.Cells() {
			if cell.Copy == c {
				wire.Pairs = append(wire.Pairs, w.From.Axis.Place(cell.From), w.To.Axis.Place(cell.To))
			}
		}
		if len(wire.Pairs) > 0 {
			r.net.Wires = append(r.net.Wires, wire)
		}
	}
}

// bias adds what is added to the neurons of a stage.
func (r *reader) bias(w *flow.Wire) {
	a := w.To.Axis
	for c := range max(1, w.To.Copies) {
		b := Bias{Axis: r.first[w.To] + c, Weights: make(Values, a.Len()), Of: w.Weight.Param(), Elements: none(a.Len())}
		for cell := range w.Cells() {
			b.Elements[a.Place(cell.To)] = cell.Element
		}
		r.net.Biases = append(r.net.Biases, b)
	}
}

// none is no element for each of n weights.
func none(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = -1
	}
	return all
}
