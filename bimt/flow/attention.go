package flow

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// rulePattern follows the attention pattern of q and k (batch, time, width): (batch, heads,
// time, time). The neurons of a head lead to all of its pattern; several heads of queries may
// share one of keys.
func rulePattern(r *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.Attention)
	q, k := r.signals(o.values[0]), r.signals(o.values[1])
	if !ok || !flat(q) || !flat(k) {
		return value{}, false
	}
	r.mark(q, Query)
	r.mark(k, Key)
	k.at = shared(k.at, a.Heads, len(q.at)/len(k.at))
	at := make([]int32, a.Heads)
	for h := range at {
		at[h] = r.pooled(Attention, append(headOf(q, h, a.Heads), headOf(k, h, a.Heads)...))
	}
	r.matched(o, q, k, a.Heads)
	return value{kind: neurons, dims: []int{1, a.Heads, 1, 1}, at: at}, true
}

// shared repeats the labels of heads for those that share them, so that there are as many.
func shared(at []int32, heads, share int) []int32 {
	if share == 1 {
		return at
	}
	n := len(at) * share / heads
	var all []int32
	for h := range heads {
		all = append(all, at[h/share*n:][:n]...)
	}
	return all
}

// ruleMix follows pattern·v: the values (batch, time, width), weighed by their heads.
func ruleMix(r *reader, o *operation) (value, bool) {
	p, v := o.values[0], r.signals(o.values[1])
	heads := o.in[0].Shape()[1]
	if !flat(v) || len(p.at) != p.dims[1] {
		return value{}, false
	}
	r.mark(v, Value)
	share := 1
	if a, ok := o.info.Attrs.(op.MixAttrs); ok {
		share = a.Share
	}
	r.headed(o, v, heads/share)
	if share == 1 {
		r.together(o, p, v, heads)
	}
	at := make([]int32, 0, len(v.at)*share)
	for h := range heads {
		label := p.at[min(h, len(p.at)-1)]
		for range len(v.at) * share / heads {
			at = append(at, label)
		}
	}
	if share > 1 {
		return r.spread(o, shared(v.at, heads, share), at)
	}
	return r.joinNeurons(o, v, value{kind: neurons, dims: v.dims, at: at}), true
}

// spread follows values that several heads share to the axis of what the heads read: that of
// the weight which reads it. False if there is none.
func (r *reader) spread(o *operation, values, patterns []int32) (value, bool) {
	a := r.readAs(o.node, len(values))
	if a == nil {
		return value{}, false
	}
	var all []meeting
	s := r.newStage(a)
	at := make([]int32, len(values))
	for i := range at {
		at[i] = s.first + int32(i)
		column := r.column(a) + int32(i)
		all = append(all, meeting{{column, values[i]}, {column, patterns[i]}})
		r.lead(values[i], at[i], Skip)
		r.lead(patterns[i], at[i], Attention)
	}
	r.met(o, all)
	return value{kind: neurons, dims: []int{1, 1, len(at)}, at: at}, true
}

// readAs is the axis of the columns of a weight that reads a node of n neurons, nil for none.
func (r *reader) readAs(node *gorgonia.Node, n int) *bimt.Axis {
	for it := node.Graph().To(node.ID()); it.Next(); {
		reader, ok := it.Node().(*gorgonia.Node)
		if !ok || op.Of(reader).Kind != op.KindAffine {
			continue
		}
		in := op.Children(reader)
		if p := r.params[in[1]]; in[0] == node && p != nil && p.axes[1] != nil && p.axes[1].Len() == n {
			return p.axes[1]
		}
	}
	return nil
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
		if y := on.Symmetry(); !y.Fixed && !(y.Rigid && a.Heads%innermost(y) == 0) {
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
	r.headed(o, k, heads*o.in[1].Shape()[2]/o.in[0].Shape()[2])
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
		whole, blocks := y.Rigid && heads%innermost(y) == 0, 1
		for _, h := range y.Splits() {
			blocks *= h.Len()
			whole = whole || blocks == heads
		}
		if !y.Fixed && a.Len() > 1 && !whole {
			r.mistake(o, fmt.Errorf("its %d heads read axis %s, whose neurons are free to change heads: declare it InHeads, of %d heads", heads, a.Name(), heads))
		}
		return
	}
}

// innermost is the number of innermost blocks.
func innermost(y bimt.Symmetry) int {
	blocks := 1
	for _, h := range y.Splits() {
		blocks *= h.Len()
	}
	return blocks
}
