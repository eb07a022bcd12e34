package flow

import (
	"fmt"

	"github.com/gobimt/bimt/graph/op"
)

// rulePattern follows the attention pattern of q and k (batch, time, width): (batch, heads,
// time, time). The neurons of a head lead to all of its pattern.
func rulePattern(r *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.Attention)
	q, k := r.signals(o.values[0]), r.signals(o.values[1])
	if !ok || !flat(q) || !flat(k) {
		return value{}, false
	}
	r.mark(q, Query)
	r.mark(k, Key)
	at := make([]int32, a.Heads)
	for h := range at {
		at[h] = r.pooled(Attention, append(headOf(q, h, a.Heads), headOf(k, h, a.Heads)...))
	}
	r.matched(o, q, k, a.Heads)
	return value{kind: neurons, dims: []int{1, a.Heads, 1, 1}, at: at}, true
}

// ruleMix follows pattern·v: the values (batch, time, width), weighed by their heads.
func ruleMix(r *reader, o *operation) (value, bool) {
	p, v := o.values[0], r.signals(o.values[1])
	heads := o.in[0].Shape()[1]
	if !flat(v) || len(p.at) != p.dims[1] {
		return value{}, false
	}
	r.mark(v, Value)
	r.headed(o, v, heads)
	r.together(o, p, v, heads)
	at := make([]int32, 0, len(v.at))
	for h := range heads {
		label := p.at[min(h, len(p.at)-1)]
		for range headOf(v, h, heads) {
			at = append(at, label)
		}
	}
	return r.joinNeurons(o, v, value{kind: neurons, dims: v.dims, at: at}), true
}

// ruleRope keeps neurons. Each is mixed with the other of its pair, in its head; queries and
// keys, which it is for, are read by whole heads anyway.
func ruleRope(r *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.Rotary)
	x := r.signals(o.values[0])
	if !ok || !flat(x) {
		return value{}, false
	}
	for _, l := range x.at {
		if l < 0 {
			continue
		}
		on := r.units[l].stage.axis
		if y := on.Symmetry(); !y.Fixed && !(y.Rigid && a.Heads%y.Heads.Len() == 0) {
			r.mistake(o, fmt.Errorf("it turns pairs of neurons of axis %s, which are free to part: declare it InRigidHeads, of %d heads", on.Name(), a.Heads))
		}
		break
	}
	return x, true
}

// flat says whether neurons differ along the last of three dimensions only.
func flat(v value) bool {
	return len(v.dims) == 3 && v.kind == neurons && len(v.at) == v.dims[2]
}

// headOf is the labels of a head, heads being equal parts one after the other.
func headOf(v value, h, heads int) []int32 {
	n := len(v.at) / heads
	return append([]int32(nil), v.at[h*n:(h+1)*n]...)
}

// mark says what stages are in an attention.
func (r *reader) mark(v value, role Role) {
	for _, l := range v.at {
		if l >= 0 {
			r.units[l].stage.role = role
		}
	}
}

// matched reports queries and keys that a relocation would part.
func (r *reader) matched(o *operation, q, k value, heads int) {
	r.headed(o, q, heads)
	r.headed(o, k, heads)
	if n := min(len(q.at), len(k.at)); r.torn(pairs(q.at[:n], k.at[:n])) != nil {
		r.mistake(o, fmt.Errorf("queries%s are multiplied by keys%s, which are moved by themselves: put both on one axis", of(r.axisOf(q.at[0])), of(r.axisOf(k.at[0]))))
	}
}

// together reports heads of values that a relocation would part from those of the pattern.
func (r *reader) together(o *operation, pattern, v value, heads int) {
	queries := r.members(pattern.at[0])
	if heads == 1 || len(queries) == 0 || v.at[0] < 0 {
		return
	}
	a, b := r.units[queries[0]].stage.axis, r.units[v.at[0]].stage.axis
	if a.Heads() != b.Heads() && !(a.IsFixed() && b.IsFixed()) {
		r.mistake(o, fmt.Errorf("the heads of axes %s and %s are moved apart: declare both in one split, of one bimt.NewHeads", a.Name(), b.Name()))
	}
}

// headed reports neurons that a relocation would move to another head.
func (r *reader) headed(o *operation, v value, heads int) {
	for _, l := range v.at {
		if l < 0 {
			continue
		}
		a := r.units[l].stage.axis
		y := a.Symmetry()
		whole := y.Heads != nil && (y.Heads.Len() == heads || y.Rigid && heads%y.Heads.Len() == 0)
		if !y.Fixed && a.Len() > 1 && !whole {
			r.mistake(o, fmt.Errorf("its %d heads read axis %s, whose neurons are free to change heads: declare it InHeads, of %d heads", heads, a.Name(), heads))
		}
		return
	}
}
