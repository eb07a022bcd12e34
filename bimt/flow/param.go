package flow

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// param is a parameter and where its dimensions lie.
type param struct {
	conn  *bimt.Connection
	axes  []*bimt.Axis
	shape []int
}

// lies says on which axis dimension d of an element lies, at which place and in which copy;
// nil where it lies on none.
func (p *param) lies(element int32, d int) (a *bimt.Axis, place, copy int) {
	if a = p.axes[d]; a == nil {
		return nil, 0, 0
	}
	i := int(element)
	for _, n := range p.shape[d+1:] {
		i /= n
	}
	i %= p.shape[d]
	return a, i % a.Len(), i / a.Len()
}

// step is how far apart two elements are that are neighbours along dimension d.
func (p *param) step(d int) int { return sizeOf(p.shape[d+1:]) }

// signals is v as neurons: the rows of a table, where it is one.
func (r *reader) signals(v value) value {
	if v.kind != parameter {
		return v
	}
	p := v.param
	if p.conn.IsWire() || len(p.axes) != 2 || p.axes[0] != nil || p.axes[1] == nil {
		return raw(len(v.dims))
	}
	return r.table(v, 1)
}

// table is the stage that the entries of a table write into, for the shape of v. The
// table's dimension d lies on the axis.
func (r *reader) table(v value, d int) value {
	s := r.newStage(v.param.axes[d])
	r.bundle(&bundle{kind: Table, to: s, w: v, rows: d, cols: -1})
	line := v
	if v.at == nil { // along the other dimension neurons are the same
		line.dims = slices.Clone(v.dims)
		for i, step := range v.steps {
			if step != v.param.step(d) {
				line.dims[i] = 1
			}
		}
	}
	at := make([]int32, sizeOf(line.dims))
	for i := range at {
		_, place, _ := v.param.lies(line.element(i), d)
		at[i] = s.first + int32(place)
	}
	return shrink(value{kind: neurons, dims: line.dims, at: at})
}
