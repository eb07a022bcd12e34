package flow

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
)

// product follows x·w over the last dimension of x (…, k) and the last but one of w (…, k,
// m): (…, m).
func (r *reader) product(o *operation, x, w value) (value, bool) {
	xp, wp := x.kind == parameter, w.kind == parameter
	switch {
	case wp && !xp:
		return r.affine(o, x, w), true
	case wp && xp:
		if t := r.signals(x); t.kind == neurons { // a table and what reads it
			return r.affine(o, t, w), true
		}
		return value{}, false
	case xp:
		y, ok := r.product(o, w.flip(), x.flip()) // W·x is (xᵀ·Wᵀ)ᵀ
		if !ok {
			return y, false
		}
		return y.flip(), true
	}
	return r.weigh(o, x, w), true
}

// affine follows x·w for a parameter w (k, m).
func (r *reader) affine(o *operation, x, w value) value {
	k, m := w.dims[len(w.dims)-2], w.dims[len(w.dims)-1]
	rows, cols := r.sides(o, w, k, m)
	if rows < 0 { // no geometry: all lead to all
		r.opaque = append(r.opaque, fmt.Sprintf("%s: parameter %s lies on no axis that its result could be on", o, w.param.conn.Param().Name()))
		return r.poolOf(Opaque, x.at, len(x.dims))
	}
	last := len(x.dims) - 1
	leading := sizeOf(x.dims[:last])
	if cols >= 0 {
		for i := range k { // stages that are read come before the one that is written
			r.reads(o, x.at[min(i, x.dims[last]-1)], w.param, w.at[i*m], cols)
		}
	}
	to := r.newStage(w.param.axes[rows])
	out := make([]int32, m)
	seen := map[edge]bool{} // where several rows of x are of other neurons
	if cols < 0 && x.kind == neurons {
		r.opaque = append(r.opaque, fmt.Sprintf("%s: the columns of %s that it reads lie on no axis", o, w.param.conn.Param().Name()))
	}
	for j := range m {
		for i := range k {
			e := w.at[i*m+j]
			_, place, _ := w.param.lies(e, rows)
			out[j] = to.first + int32(place)
			cell := edge{kind: Affine, to: out[j], param: w.param, element: int(e)}
			if cols < 0 && x.kind == data { // one-hot rows times a table
				cell.kind, cell.from = Table, none
				r.edges = append(r.edges, cell)
				continue
			}
			for l := range leading {
				label := x.at[l*x.dims[last]+min(i, x.dims[last]-1)]
				if cell.from, cell.copy = r.reads(o, label, w.param, e, cols); leading > 1 {
					if seen[cell] {
						continue
					}
					seen[cell] = true
				}
				r.edges = append(r.edges, cell)
			}
		}
	}
	dims := append(raw(last).dims, m)
	if x.byNumber {
		r.against(o, x)
	}
	return value{kind: neurons, dims: dims, at: out, byNumber: w.byNumber}
}

// sides says which dimensions of a parameter its result and its operand lie on: that along
// m and that along k; −1 for none.
func (r *reader) sides(o *operation, w value, k, m int) (rows, cols int) {
	p := w.param
	step := func(a, b int32) int { // the dimension in which two elements differ
		for d := range p.axes {
			if x, i, c := p.lies(a, d); x != nil {
				if _, j, e := p.lies(b, d); i != j || c != e {
					return d
				}
			}
		}
		return -1
	}
	if m > 1 {
		rows = step(w.at[0], w.at[m-1])
	} else {
		rows = r.other(p, -1, w, k, m)
	}
	if k > 1 {
		cols = step(w.at[0], w.at[(k-1)*m])
	} else {
		cols = r.other(p, rows, w, k, m)
	}
	if rows == cols {
		rows = r.other(p, cols, w, k, m)
	}
	return rows, cols
}

// other is the dimension of a parameter that lies on an axis and is not d.
func (r *reader) other(p *param, d int, w value, k, m int) int {
	if d < 0 && k > 1 { // a single result: what the operand does not lie on
		a, b := w.at[0], w.at[(k-1)*m]
		for i := range p.axes {
			if x, at, c := p.lies(a, i); x != nil {
				if _, bt, e := p.lies(b, i); at == bt && c == e {
					return i
				}
			}
		}
		return -1
	}
	for i, a := range p.axes {
		if a != nil && i != d {
			return i
		}
	}
	return -1
}

// reads is the unit that an element of a weight reads where the operand has a label.
func (r *reader) reads(o *operation, label int32, p *param, e int32, cols int) (from int32, copies int) {
	if cols < 0 {
		return label, 0
	}
	a, place, c := p.lies(e, cols)
	switch {
	case label == none:
		if free(a) {
			r.mistake(o, fmt.Errorf("%s reads data on axis %s, which would not follow a relocation: pass it through the axis's ToPlaces, or declare the axis Fixed", p.conn.Param().Name(), a.Name()))
		}
		return r.input(a).first + int32(place), c
	case label >= 0:
		if u := r.units[label]; u.stage.axis != a || u.place != place {
			r.mistake(o, fmt.Errorf("%s reads axis %s at place %d, but is given that of axis %s at place %d", p.conn.Param().Name(), a.Name(), place, u.stage.axis.Name(), u.place))
		}
		return label, c
	}
	return r.gathered(label, a).first + int32(place), c
}

// gathered is a stage of an axis to each neuron of which all that a pool stands for leads.
func (r *reader) gathered(label int32, a *bimt.Axis) *stage {
	for _, s := range r.stages {
		if s.axis == a && s.of == label {
			return s
		}
	}
	s := r.newStage(a)
	s.of = label
	for i := range a.Len() {
		r.lead(label, s.first+int32(i), Opaque)
	}
	return s
}

// weigh follows x·y where neither is a parameter.
func (r *reader) weigh(o *operation, x, y value) value {
	last := len(x.dims) - 1
	k := max(x.dims[last], y.dims[last-1])
	dims := make([]int, last+1)
	for d := range last - 1 {
		dims[d] = max(x.dims[d], y.dims[d])
	}
	dims[last-1], dims[last] = x.dims[last-1], y.dims[last]
	a := x.gather(append(dims[:last:last], k), func(to, from []int) { copy(from, to) })
	b := y.gather(append(append(dims[:last-1:last-1], k), dims[last]), func(to, from []int) { copy(from, to) })
	n, m := dims[last-1], dims[last]
	batch := sizeOf(dims[:last-1])
	left, right := make([]int32, batch*n*m), make([]int32, batch*n*m)
	for i := range left {
		l, row, col := i/(n*m), i/m%n, i%m
		if k == 1 {
			left[i], right[i] = a.at[l*n+row], b.at[l*m+col]
			continue
		}
		var all []int32
		for s := range k {
			all = append(all, a.at[(l*n+row)*k+s], b.at[(l*k+s)*m+col])
		}
		left[i], right[i] = r.pooled(Opaque, all), none
	}
	if k > 1 {
		for _, v := range []value{x, y} {
			if !v.byNumber {
				r.against(o, v)
			}
		}
		r.opaque = append(r.opaque, fmt.Sprintf("%s: neurons are added up with weights that are no parameter", o))
	}
	return r.joinNeurons(o, value{kind: neurons, dims: dims, at: left}, value{kind: neurons, dims: dims, at: right})
}
