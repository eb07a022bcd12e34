package flow

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"gorgonia.org/gorgonia"
)

// Check reports what would make a relocation change what a network computes, read from its
// expression graph: neurons of two axes that meet one by one though they do not move
// together (as a gate and its expert do, by one split in heads), weights that read another
// axis than their columns lie on, biases and scales on the wrong axis, heads whose neurons
// are free to leave them, parts of an axis that is free to move, inputs and outputs that do
// not follow their axis. Each error names the operation, the axes, and what to do. What
// Flow.Opaque lists can't be checked; bimt.Space.Check finds parameters that were forgotten.
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

// free says whether a relocation may move the neurons of an axis.
func free(a *bimt.Axis) bool { return !a.IsFixed() && a.Len() > 1 }

// freeAxis is the first free axis whose neurons differ along the dimensions of a value, nil
// if there is none.
func (r *reader) freeAxis(v value) *bimt.Axis {
	if v.kind != neurons {
		return nil
	}
	for _, l := range v.at {
		if l >= 0 && free(r.units[l].stage.axis) {
			return r.units[l].stage.axis
		}
	}
	return nil
}

// against reports neurons that meet what does not move with them.
func (r *reader) against(o *operation, v value) {
	if a := r.freeAxis(v); a != nil && len(v.at) > 1 {
		r.mistake(o, fmt.Errorf("neurons of axis %s meet what does not move with them: put data in their order by the axis's ToPlaces, or declare the axis Fixed", a.Name()))
	}
}

// numbered reports neurons on a free axis that are not in the order of their numbers.
func (r *reader) numbered(o *operation, v value, what string) {
	if a := r.freeAxis(v); a != nil && !v.byNumber {
		r.mistake(o, fmt.Errorf("%s are on axis %s in the order of places, which a relocation changes: pass them through the axis's FromPlaces, or declare it Fixed", what, a.Name()))
	}
}

// leaves reports neurons that are taken from the places of another axis.
func (r *reader) leaves(o *operation, v value, a *bimt.Axis) {
	on := r.freeAxis(v)
	if v.kind == parameter { // the weights of outputs, in place of the outputs
		on = v.param.axes[0]
	}
	if on != nil && on != a {
		r.mistake(o, fmt.Errorf("neurons of axis %s are put in the order of axis %s: use FromPlaces of their own", on.Name(), a.Name()))
	}
	if v.byNumber {
		r.mistake(o, fmt.Errorf("neurons of axis %s are taken from their places twice", a.Name()))
	}
}

// whole reports that some neurons of a free axis are picked by their place.
func (r *reader) whole(o *operation, v value, dim int, places []int) {
	a := r.freeAxis(v)
	if a == nil || v.byNumber || v.dims[dim] == 1 || len(places) == v.dims[dim] && slices.IsSorted(places) {
		return
	}
	r.mistake(o, fmt.Errorf("some neurons of axis %s are picked by their place, where others stand after a relocation: declare it Fixed, or give them an axis of their own", a.Name()))
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

// aligned reports a parameter, such as a bias or a scale, that does not lie as the neurons
// it is applied to do.
func (r *reader) aligned(o *operation, x, p value) {
	if p.kind != parameter || x.kind != neurons {
		return
	}
	d := len(p.param.axes) - 1
	last := x.dims[len(x.dims)-1]
	if len(p.param.axes) != 1 || last != len(p.at) {
		return
	}
	for i, e := range p.at {
		label := x.at[i]
		if label < 0 {
			continue
		}
		a, place, _ := p.param.lies(e, d)
		if u := r.units[label]; a != u.stage.axis || place != u.place {
			name := "no axis"
			if a != nil {
				name = "axis " + a.Name()
			}
			r.mistake(o, fmt.Errorf("%s lies on %s, but is applied to neurons of axis %s: wrap it with that axis", p.param.conn.Param().Name(), name, u.stage.axis.Name()))
			return
		}
	}
}
