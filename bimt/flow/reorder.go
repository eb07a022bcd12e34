package flow

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph/op"
)

// ruleReorder puts data on an axis, and says that a result left it.
func ruleReorder(r *reader, o *operation) (value, bool) {
	attrs, _ := o.info.Attrs.(op.ReorderAttrs)
	x := o.values[0]
	var a *bimt.Axis
	if attrs.Order != nil {
		a = r.space.Find(attrs.Order.Name)
	}
	if x.kind != data {
		if attrs.Direction == op.FromPlaces && a != nil {
			r.leaves(o, x, a)
			x.byNumber = true
		}
		if attrs.Direction == op.ToPlaces && a != nil {
			return r.enters(o, r.signals(x), a), true
		}
		return x, true
	}
	if a == nil {
		return value{}, false
	}
	if attrs.Direction == op.FromPlaces {
		if r.stays([]int32{r.column(a)}) != nil {
			r.mistake(o, fmt.Errorf("data is taken from the places of axis %s, on which it was not put: pass it through ToPlaces first", a.Name()))
		}
		return o.data(), true
	}
	s := r.input(a)
	out := raw(len(x.dims))
	out.kind, out.dims[len(out.dims)-1], out.at = neurons, a.Len(), make([]int32, a.Len())
	for i := range out.at {
		out.at[i] = s.first + int32(i)
	}
	return out, true
}

// enters puts neurons that are by number on an axis: on another than their own, all of
// them lead to each, since which one does depends on the orders of both.
func (r *reader) enters(o *operation, v value, a *bimt.Axis) value {
	if on := r.moves(v); on != nil {
		r.mistake(o, fmt.Errorf("neurons of axis %s are put on axis %s, but stand in the order of their places: pass them through FromPlaces of their own first", on.Name(), a.Name()))
	}
	last := len(v.dims) - 1
	if v.byNumber && len(v.at) == a.Len() && v.dims[last] == a.Len() && r.ownPlaces(v, a) {
		v.byNumber = false
		return v
	}
	s := r.gathered(r.pooled(Opaque, v.at), a)
	dims := raw(len(v.dims)).dims
	dims[last] = a.Len()
	at := make([]int32, a.Len())
	for i := range at {
		at[i] = s.first + int32(i)
	}
	return value{kind: neurons, dims: dims, at: at}
}

// ownPlaces says whether labels are the neurons of an axis, one after the other.
func (r *reader) ownPlaces(v value, a *bimt.Axis) bool {
	for i, l := range v.at {
		if l < 0 || r.units[l].stage.axis != a || r.units[l].place != i {
			return false
		}
	}
	return true
}
