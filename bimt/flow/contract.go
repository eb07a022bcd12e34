package flow

import (
	"errors"
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
	if cols >= 0 {
		for i := range k { // stages that are read come before the one that is written
			r.reads(x.at[min(i, x.dims[last]-1)], w.param.axes[cols])
		}
	}
	if cols >= 0 && !x.byNumber {
		r.given(o, x, w, k, m, cols)
	}
	b := &bundle{kind: Affine, to: r.newStage(w.param.axes[rows]), w: w, rows: rows, cols: cols}
	switch {
	case cols < 0 && x.kind == data: // one-hot rows times a table
		b.kind = Table
	case cols < 0:
		r.opaque = append(r.opaque, fmt.Sprintf("%s: the columns of %s that it reads lie on no axis", o, w.param.conn.Param().Name()))
		fallthrough
	default:
		b.from = r.sources(x, k, w.param, cols)
	}
	r.bundle(b)
	out := make([]int32, m)
	for j := range out {
		out[j] = b.writes(w.element((k-1)*m + j))
	}
	dims := append(raw(last).dims, m)
	if a := r.stays(x.at); x.byNumber && cols >= 0 && w.param.axes[cols].Len() > 1 && !w.param.axes[cols].IsFixed() {
		r.mistake(o, fmt.Errorf("%s reads axis %s, but is given neurons%s in the order of their numbers: pass them through its ToPlaces", w.param.conn.Param().Name(), w.param.axes[cols].Name(), of(a)))
	}
	return value{kind: neurons, dims: dims, at: out, byNumber: w.byNumber}
}

// of says of which axis neurons are, where that is known.
func of(a *bimt.Axis) string {
	if a == nil {
		return ""
	}
	return " of axis " + a.Name()
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
		rows = step(w.element(0), w.element(m-1))
	} else {
		rows = r.other(p, -1, w, k, m)
	}
	if k > 1 {
		cols = step(w.element(0), w.element((k-1)*m))
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
		a, b := w.element(0), w.element((k-1)*m)
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

// given reports an operand that does not move with the columns of the weight that reads it:
// row by row, each label meets the neuron of the columns' axis that it is read as.
func (r *reader) given(o *operation, x value, w value, k, m, cols int) {
	a := w.param.axes[cols]
	last := len(x.dims) - 1
	for l := range sizeOf(x.dims[:last]) {
		all := make([]meeting, 0, k)
		same := true
		for i := range k {
			label := x.at[l*x.dims[last]+min(i, x.dims[last]-1)]
			_, place, _ := w.param.lies(w.element(i*m), cols)
			column := r.column(a) + int32(place)
			if label == none && (x.kind != data || len(x.varies) <= last || x.varies[last]) { // stays where it is
				if r.stays([]int32{column}) != nil {
					r.mistake(o, errors.New(r.misread([]int32{none}, w.param, a)))
					return
				}
			}
			same = same && label >= 0 && r.units[label].stage.axis == a && r.units[label].place == place
			all = append(all, meeting{{label, column}})
		}
		if same {
			continue
		}
		if on := r.torn(all); on != nil {
			r.mistake(o, errors.New(r.misread(x.at, w.param, a)))
			return
		}
	}
}

// misread says what is wrong with what a weight is given.
func (r *reader) misread(labels []int32, p *param, a *bimt.Axis) string {
	name := p.conn.Param().Name()
	for _, l := range labels {
		if l == none {
			return fmt.Sprintf("%s reads data on axis %s, which would not follow a relocation: pass it through the axis's ToPlaces, or declare the axis Fixed", name, a.Name())
		}
		if on := r.axisOf(l); on != a {
			return fmt.Sprintf("%s reads axis %s, but is given neurons of axis %s: connect its columns to that axis", name, a.Name(), on.Name())
		}
	}
	return fmt.Sprintf("%s reads axis %s, but is given its neurons in another order than its places: give them as they stand, or declare the axis Fixed", name, a.Name())
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
	var meetings []meeting
	for i := range left {
		l, row, col := i/(n*m), i/m%n, i%m
		if k == 1 {
			left[i], right[i] = a.at[l*n+row], b.at[l*m+col]
			continue
		}
		var all []int32
		var met meeting
		for s := range k {
			p, q := a.at[(l*n+row)*k+s], b.at[(l*k+s)*m+col]
			all, met = append(all, p, q), append(met, [2]int32{p, q})
		}
		meetings = append(meetings, met)
		left[i], right[i] = r.pooled(Opaque, all), none
	}
	if k > 1 {
		if x.kind != neurons || y.kind != neurons { // data, whose elements stay
			for _, v := range []value{x, y} {
				r.against(o, v)
			}
		} else if !x.byNumber || !y.byNumber {
			r.met(o, meetings)
		}
		r.opaque = append(r.opaque, fmt.Sprintf("%s: neurons are added up with weights that are no parameter", o))
	}
	return r.joinNeurons(o, value{kind: neurons, dims: dims, at: left}, value{kind: neurons, dims: dims, at: right})
}
