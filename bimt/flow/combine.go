package flow

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph/op"
)

// ruleCombine follows a ∘ b, element by element.
func ruleCombine(r *reader, o *operation) (value, bool) {
	a, b := o.values[0], o.values[1]
	switch {
	case a.kind == parameter && b.kind == data:
		r.meetsData(o, a, b)
		a = r.onData(a, b)
		return a, len(a.dims) == o.node.Dims()
	case b.kind == parameter && a.kind == data:
		r.meetsData(o, b, a)
		b = r.onData(b, a)
		return b, len(b.dims) == o.node.Dims()
	case a.kind == parameter && b.kind == parameter:
		return value{}, false
	case (o.info.Kind == op.KindDiv || o.info.Kind == op.KindSub) && r.isNorm(a, b):
		return r.widened(o, a), true
	}
	return r.combine(o, a, b), true
}

// isNorm says whether b is something of all neurons of a, such as their mean or the root
// of their mean square: what a norm of one's own subtracts and divides by. As with those of
// package op, that it ties all neurons is not followed.
func (r *reader) isNorm(a, b value) bool {
	if a.kind != neurons || b.kind != neurons {
		return false
	}
	own := map[int32]bool{}
	for _, l := range a.at {
		own[l] = true
	}
	for _, l := range b.at {
		if l >= none || r.pools[-2-l].kind != Opaque || slices.ContainsFunc(r.pools[-2-l].members, func(m int32) bool { return !own[m] }) {
			return false
		}
	}
	return true
}

// onData is a bias or scale that is applied to data: this is the input of its axis then.
func (r *reader) onData(p, x value) value {
	if len(p.param.axes) != 1 || p.param.axes[0] == nil || !x.differs(p) {
		return p
	}
	s := r.input(p.param.axes[0])
	at := make([]int32, len(p.at))
	for i, e := range p.at {
		_, place, _ := p.param.lies(e, 0)
		at[i] = s.first + int32(place)
	}
	return value{kind: neurons, dims: p.dims, at: at, byNumber: p.byNumber}
}

// combine is a ∘ b where at least one has neurons. Parameters are tables, or lie on the
// axis of the other: a bias, a scale.
func (r *reader) combine(o *operation, a, b value) value {
	if a.kind == parameter {
		a, b = b, a
	}
	if b.kind == parameter {
		if t := r.signals(b); t.kind == neurons {
			b = t
		} else {
			r.aligned(o, a, b)
			if o.info.Kind == op.KindAdd || o.info.Kind == op.KindSub {
				r.biased(a, b)
			}
			return r.widened(o, a)
		}
	}
	if a.kind != neurons {
		a, b = b, a
	}
	if b.kind != neurons {
		if a = r.widened(o, a); !a.byNumber && b.differs(a) {
			r.against(o, a)
		}
		return a
	}
	if a.byNumber && !b.byNumber {
		r.against(o, b)
	} else if b.byNumber && !a.byNumber {
		r.against(o, a)
	}
	return r.joinNeurons(o, r.widened(o, a), r.widened(o, b))
}

// widened gives a value the rank of the result: a scalar has no dimensions.
func (r *reader) widened(o *operation, v value) value {
	for len(v.dims) < o.node.Dims() {
		v.dims = append([]int{1}, v.dims...)
	}
	return v
}

// joinNeurons makes the stage that two values with neurons lead to.
func (r *reader) joinNeurons(o *operation, a, b value) value {
	dims := slices.Clone(a.dims)
	for d, n := range b.dims {
		dims[d] = max(dims[d], n)
	}
	a, b = a.expand(dims), b.expand(dims)
	if slices.Equal(a.at, b.at) {
		return a
	}
	byNumber := a.byNumber && b.byNumber
	if !byNumber {
		r.met(o, pairs(a.at, b.at))
	}
	j := joint{r: r, stages: map[*bimt.Axis]*stage{}, seen: map[[2]int32]int32{}}
	at := make([]int32, len(a.at))
	for i := range at {
		at[i] = j.of(a.at[i], b.at[i])
	}
	return value{kind: neurons, dims: dims, at: at, byNumber: byNumber}
}

// pairs are the labels that meet one by one.
func pairs(a, b []int32) []meeting {
	var all []meeting
	seen := map[[2]int32]bool{}
	for i := range a {
		if p := [2]int32{a[i], b[i]}; !seen[p] {
			seen[p] = true
			all = append(all, meeting{p})
		}
	}
	return all
}

// joint is a sum or product of neurons while it is followed.
type joint struct {
	r      *reader
	stages map[*bimt.Axis]*stage
	seen   map[[2]int32]int32
}

// of is the label of what two labels are combined to.
func (j *joint) of(a, b int32) int32 {
	if a < 0 && b >= 0 {
		a, b = b, a
	}
	if a == none {
		a, b = b, a
	}
	if b == none && a < 0 {
		return a
	}
	if out, ok := j.seen[[2]int32{a, b}]; ok {
		return out
	}
	out := j.join(a, b)
	j.seen[[2]int32{a, b}] = out
	return out
}

// join is a new unit at the place of a, or a pool where a is none. Of two axes it is that
// of more neurons: a gate of each expert weighs all the hidden neurons of this.
func (j *joint) join(a, b int32) int32 {
	r := j.r
	if a < none {
		return r.pooled(r.pools[-2-a].kind, []int32{a, b})
	}
	plain := Skip
	if b >= 0 {
		u, v := r.units[a], r.units[b]
		if u.stage.axis.Len() < v.stage.axis.Len() {
			a, b, u, v = b, a, v, u
		}
		if u.stage.axis != v.stage.axis || u.place != v.place {
			plain = Opaque
		}
	}
	u := r.units[a]
	s := j.stages[u.stage.axis]
	if s == nil {
		s = r.newStage(u.stage.axis)
		j.stages[u.stage.axis] = s
	}
	out := s.first + int32(u.place)
	r.lead(a, out, Skip)
	r.lead(b, out, plain)
	return out
}

// joined puts labels side by side along a dimension.
func (v value) joined(parts []value, d int) value {
	inner, outer := sizeOf(v.dims[d+1:]), sizeOf(v.dims[:d])
	for o := range outer {
		for _, p := range parts {
			n := p.dims[d] * inner
			v.at = append(v.at, p.at[o*n:(o+1)*n]...)
		}
	}
	return v
}
