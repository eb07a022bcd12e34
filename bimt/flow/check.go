package flow

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"gorgonia.org/gorgonia"
)

// Check reports what would make a relocation change what a network computes, read from its
// expression graph: neurons of two axes that meet one by one, weights that read another
// axis than their columns lie on, biases and scales on the wrong axis, neurons that heads,
// sums or norms put together and a relocation parts, inputs and outputs that do not follow
// their axis. Each error names the operation, the axes, and what to do.
//
// It is exact for the operations it knows: a network passes if and only if all that meets
// in an operation still meets after every swap of two neighbours that the symmetries of the
// axes allow, of neurons and of heads. What Flow.Opaque lists is followed as depending on
// all, and can't be checked in full: try bimt.Space.Verify there. Parameters that no output
// uses are seen by bimt.Space.Check.
func Check(space *bimt.Space, outputs ...*gorgonia.Node) error {
	r, err := read(space, outputs)
	if err != nil {
		return err
	}
	var all []error
	seen := map[string]bool{}
	for _, m := range r.mistakes {
		if !seen[m.Error()] {
			seen[m.Error()] = true
			all = append(all, m)
		}
	}
	const most = 5
	if len(all) > most {
		all = append(all[:most], fmt.Errorf("flow: and %d more", len(all)-most))
	}
	return errors.Join(all...)
}

// mistake notes what a relocation would break.
func (r *reader) mistake(o *operation, err error) {
	r.mistakes = append(r.mistakes, fmt.Errorf("flow: %s: %w", o, err))
}

// moves is an axis whose neurons stand elsewhere in a value after a relocation, nil if there
// is none.
func (r *reader) moves(v value) *bimt.Axis {
	if v.kind != neurons || v.byNumber {
		return nil
	}
	return r.stays(v.at)
}

// against reports neurons that meet what does not move with them.
func (r *reader) against(o *operation, v value) {
	if a := r.moves(v); a != nil {
		r.mistake(o, fmt.Errorf("neurons of axis %s meet what does not move with them: put data in their order by the axis's ToPlaces, or declare the axis Fixed", a.Name()))
	}
}

// numbered reports neurons that move and are not in the order of their numbers.
func (r *reader) numbered(o *operation, v value, what string) {
	if a := r.moves(v); a != nil {
		r.mistake(o, fmt.Errorf("%s are on axis %s in the order of places, which a relocation changes: pass them through the axis's FromPlaces, or declare it Fixed", what, a.Name()))
	}
}

// met reports elements whose neurons are moved apart: each element is of the labels that
// meet in it.
func (r *reader) met(o *operation, all []meeting) bool {
	a := r.torn(all)
	if a != nil {
		r.mistake(o, fmt.Errorf("neurons of axis %s %s", a.Name(), r.reason(all, a)))
	}
	return a == nil
}

// reason says what goes wrong where neurons of an axis are moved from what they meet.
func (r *reader) reason(all []meeting, a *bimt.Axis) string {
	for _, m := range all {
		for _, p := range m {
			x, y := r.axisOf(p[0]), r.axisOf(p[1])
			switch {
			case x == nil || y == nil || x == y:
			case x == a:
				return fmt.Sprintf("meet those of axis %s, which are moved by themselves: declare one axis for both", y.Name())
			case y == a:
				return fmt.Sprintf("meet those of axis %s, which are moved by themselves: declare one axis for both", x.Name())
			}
		}
	}
	return "are picked by their place, where others stand after a relocation: declare it Fixed, put what belongs together in heads (InHeads), or give them an axis of their own"
}

// axisOf is the axis of a label's first neuron, nil for data.
func (r *reader) axisOf(l int32) *bimt.Axis {
	if all := r.members(l); len(all) > 0 {
		return r.units[all[0]].stage.axis
	}
	return nil
}

// tied reports that an operation works on some neurons of an axis together that do not stay
// together: all labels along a dimension are one meeting.
func (r *reader) tied(o *operation, v value, dim int) {
	if v.kind != neurons || v.byNumber || v.dims[dim] == 1 {
		return
	}
	r.met(o, groups(v, []int{dim}))
}

// groups are the labels along some dimensions, for each element of the others.
func groups(v value, over []int) []meeting {
	index, all := map[int]int{}, []meeting(nil)
	for i, l := range v.at {
		key, rest := 0, i
		stride := 1
		for d := len(v.dims) - 1; d >= 0; d-- {
			at := rest % v.dims[d]
			rest /= v.dims[d]
			if !slices.Contains(over, d) {
				key += at * stride
				stride *= v.dims[d]
			}
		}
		if _, ok := index[key]; !ok {
			index[key] = len(all)
			all = append(all, nil)
		}
		all[index[key]] = append(all[index[key]], [2]int32{l, none})
	}
	return all
}

// leaves reports neurons that are taken from the places of another axis.
func (r *reader) leaves(o *operation, v value, a *bimt.Axis) {
	on := r.moves(v)
	if v.kind == parameter { // the weights of outputs, in place of the outputs
		on = v.param.axes[0]
	}
	if on != nil && on != a {
		r.mistake(o, fmt.Errorf("neurons of axis %s are put in the order of axis %s: use FromPlaces of their own", on.Name(), a.Name()))
	} else if last := len(v.dims) - 1; v.kind == neurons && !v.byNumber {
		dims := slices.Clone(v.dims)
		dims[last] = a.Len()
		var columns []int32
		for i := range sizeOf(dims) {
			columns = append(columns, r.column(a)+int32(i%a.Len()))
		}
		r.met(o, pairs(v.expand(dims).at, columns))
	}
	if v.byNumber {
		r.mistake(o, fmt.Errorf("neurons of axis %s are taken from their places twice", a.Name()))
	}
}

// biased notes that a parameter is added to neurons.
func (r *reader) biased(x, p value) {
	if p.kind != parameter || x.kind != neurons || len(x.at)%len(p.at) != 0 {
		return
	}
	for i, l := range x.at {
		if l >= 0 {
			e := p.at[i%len(p.at)]
			r.biases = append(r.biases, edge{kind: Table, from: none, to: l, param: p.param, element: int(e)})
		}
	}
}

// aligned reports a parameter, such as a bias or a scale, that does not move with the neurons
// it is applied to. Elements that lie on no axis stay.
func (r *reader) aligned(o *operation, x, p value) {
	if p.kind != parameter || x.kind != neurons {
		return
	}
	d := slices.IndexFunc(p.param.axes, func(a *bimt.Axis) bool { return a != nil })
	name := p.param.conn.Param().Name()
	if d < 0 {
		if sizeOf(p.dims) > 1 {
			r.against(o, x)
		}
		return
	}
	a := p.param.axes[d]
	at := make([]int32, len(p.at))
	for i, e := range p.at {
		_, place, _ := p.param.lies(e, d)
		at[i] = r.column(a) + int32(place)
	}
	p = r.widened(o, p.with(p.dims, at))
	x = r.widened(o, x)
	dims := slices.Clone(x.dims)
	for i, n := range p.dims {
		dims[i] = max(dims[i], n)
	}
	if x.byNumber != p.byNumber {
		if r.stays(at) != nil || r.stays(x.at) != nil {
			r.mistake(o, fmt.Errorf("%s lies on axis %s in the order of places, but is applied to neurons in the order of their numbers: apply it before FromPlaces", name, a.Name()))
		}
		return
	}
	if r.torn(pairs(x.expand(dims).at, p.expand(dims).at)) == nil {
		return
	}
	on := a
	if other := r.axisOf(x.at[0]); other != nil {
		on = other
	}
	r.mistake(o, fmt.Errorf("%s lies on axis %s, but is applied to neurons of axis %s: wrap it with that axis", name, a.Name(), on.Name()))
}

// meetsData reports a parameter whose elements meet data that does not move with them.
func (r *reader) meetsData(o *operation, p, x value) {
	if !x.differs(p) || p.byNumber {
		return
	}
	for d, a := range p.param.axes {
		if a == nil {
			continue
		}
		at := make([]int32, len(p.at))
		for i, e := range p.at {
			_, place, _ := p.param.lies(e, d)
			at[i] = r.column(a) + int32(place)
		}
		if r.stays(at) != nil {
			r.mistake(o, fmt.Errorf("%s lies on axis %s, but meets data that does not move with it: put data in order by the axis's ToPlaces, or declare the axis Fixed", p.param.conn.Param().Name(), a.Name()))
			return
		}
	}
}

// column is the first of units that stand for where an axis's parameters lie; they are of no
// stage of the flow.
func (r *reader) column(a *bimt.Axis) int32 {
	if r.columns[a] == nil {
		r.columns[a] = &stage{axis: a, first: int32(len(r.units))}
		for i := range a.Len() {
			r.units = append(r.units, unit{r.columns[a], i})
		}
	}
	return r.columns[a].first
}
