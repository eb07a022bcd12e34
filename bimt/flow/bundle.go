package flow

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// bundle is all cells of a weight while the graph is read. They are counted off where they are
// wanted: to check a network they are not, and a network has as many as weights.
type bundle struct {
	kind       Kind
	to         *stage
	w          value // of a weight (…, k, m), or a table
	rows, cols int   // dimensions of the parameter on the axes that it leads to and from; −1 for none
	from       []source
}

// source is what column i of a weight reads: a unit, or the first of a stage at which the place of
// an element's column is to be added.
type source struct {
	column int
	unit   int32
	placed bool
}

// bundle adds all cells of a weight.
func (r *reader) bundle(b *bundle) {
	r.edges = append(r.edges, edge{kind: b.kind, from: none, to: b.to.first, param: b.w.param, all: b})
}

// sources lists what the k columns of a weight read where they are given x, each once.
func (r *reader) sources(x value, k int, p *param, cols int) []source {
	last := len(x.dims) - 1
	all := make([]source, 0, k)
	seen := map[source]bool{}
	for l := range sizeOf(x.dims[:last]) {
		for i := range k {
			label := x.at[l*x.dims[last]+min(i, x.dims[last]-1)]
			units, placed := r.members(label), false
			switch {
			case cols >= 0:
				units = make([]int32, 1)
				units[0], placed = r.reads(label, p.axes[cols])
			case label == none:
				units = []int32{none}
			}
			for _, u := range units {
				if s := (source{i, u, placed}); l == 0 || !seen[s] { // rows are often one
					seen[s] = true
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// reads is the unit that a weight on axis a reads where the operand has a label, or the first of a
// stage of a, at which the place is to be added.
func (r *reader) reads(label int32, a *bimt.Axis) (unit int32, placed bool) {
	switch {
	case label == none:
		return r.input(a).first, true
	case label >= 0:
		return label, false
	}
	return r.gathered(label, a).first, true
}

// writes is the unit that an element leads to.
func (b *bundle) writes(element int32) int32 {
	_, place, _ := b.w.param.lies(element, b.rows)
	return b.to.first + int32(place)
}

// each gives the cells one by one.
func (b *bundle) each(do func(edge)) {
	if b.kind == Table {
		for i := range sizeOf(b.w.dims) {
			e := b.w.element(i)
			do(edge{kind: Table, from: none, to: b.writes(e), param: b.w.param, element: int(e)})
		}
		return
	}
	m := b.w.dims[len(b.w.dims)-1]
	for j := range m {
		for _, s := range b.from {
			e := b.w.element(s.column*m + j)
			cell := edge{kind: b.kind, from: s.unit, to: b.writes(e), param: b.w.param, element: int(e)}
			if b.cols >= 0 {
				_, place, copy := b.w.param.lies(e, b.cols)
				cell.copy = copy
				if s.placed {
					cell.from += int32(place)
				}
			}
			do(cell)
		}
	}
}

// stages are those that an edge leads from, each once.
func (e *edge) stages(r *reader) (all []*stage) {
	from := []source{{unit: e.from}}
	if e.all != nil {
		from = e.all.from
	}
	for _, s := range from {
		if s.unit == none {
			continue
		}
		if on := r.units[s.unit].stage; len(all) == 0 || !slices.Contains(all, on) {
			all = append(all, on)
		}
	}
	return all
}

// grid is the cells as those of a whole matrix, nil if they are not.
func (b *bundle) grid(r *reader) *grid {
	p := b.w.param
	if b.w.at != nil {
		return nil
	}
	g := &grid{rows: p.side(b.rows), cols: p.side(1 - b.rows), table: b.kind == Table}
	if g.table {
		if g.rows.stride != 1 && g.rows.len != g.rows.neurons {
			return nil // in another order than by element
		}
		return g
	}
	if b.cols != 1-b.rows || len(b.from) != g.cols.len || b.w.steps[0] != g.cols.stride {
		return nil
	}
	for i, s := range b.from {
		u := r.units[s.unit]
		if s.column != i || u.stage.axis != p.axes[b.cols] || !s.placed && u.place != i%g.cols.neurons {
			return nil
		}
	}
	return g
}

// side is a dimension of a matrix.
func (p *param) side(d int) side {
	s := side{len: p.shape[d], stride: p.step(d), neurons: 1}
	if a := p.axes[d]; a != nil {
		s.neurons = a.Len()
	}
	return s
}
