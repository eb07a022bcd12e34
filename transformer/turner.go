package transformer

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
)

// turner holds the weights of a model while they are turned, in float64.
type turner struct {
	space    *bimt.Space
	locality float64
	params   []*graph.Param
	w        map[*graph.Param][]float64

	turns, scaled int
	kinks         []kink // scratch
	terms         []term
}

func (t *turner) load(params []*graph.Param) {
	t.params, t.w = params, map[*graph.Param][]float64{}
	for _, p := range params {
		t.w[p] = p.Float64s()
	}
}

// store gives the parameters their new weights, and has them forget what an optimizer knew.
func (t *turner) store() error {
	var errs []error
	for _, p := range t.params {
		errs = append(errs, p.Set(t.w[p]))
		for _, name := range p.Memories() {
			p.Forget(name)
		}
	}
	return errors.Join(errs...)
}

func (t *turner) snapshot() [][]float64 {
	var old [][]float64
	for _, p := range t.params {
		old = append(old, slices.Clone(t.w[p]))
	}
	return old
}

func (t *turner) restore(old [][]float64) {
	for i, p := range t.params {
		copy(t.w[p], old[i])
	}
}

// end is a neuron as one dimension of a parameter has it; the parameter is nil for a bias that
// there is not.
type end struct {
	param      *graph.Param
	dim, index int
}

// strand is the weights of one end: every stride-th of w, and what a unit of each costs.
type strand struct {
	w                []float64
	lengths          []float64 // nil: none has a length
	at, stride, n    int
	perLength, fixed float64
}

type strands []strand

// of gives the weights of ends.
func (t *turner) of(ends []end) strands {
	var all strands
	for _, e := range ends {
		if e.param == nil {
			continue
		}
		shape, c := e.param.Shape(), t.space.Connection(e.param)
		// The price of a unit of length, and of one without.
		s := strand{w: t.w[e.param], lengths: c.Lengths(), at: e.index, stride: 1, n: 1}
		s.perLength, s.fixed = t.space.Charge(c, t.locality)
		if len(shape) == 2 && e.dim == 0 {
			s.at, s.n = e.index*shape[1], shape[1]
		} else if len(shape) == 2 {
			s.stride, s.n = shape[1], shape[0]
		}
		all = append(all, s)
	}
	return all
}

// price is that of a unit of weight k.
func (s *strand) price(k int) float64 {
	if s.lengths == nil {
		return s.fixed
	}
	return s.fixed + s.perLength*s.lengths[s.at+k*s.stride]
}

func (all strands) cost() float64 {
	sum := 0.0
	for i := range all {
		s := &all[i]
		for k := range s.n {
			sum += s.price(k) * math.Abs(s.w[s.at+k*s.stride])
		}
	}
	return sum
}

// cost is that of all charged weights.
func (t *turner) cost() float64 {
	sum := 0.0
	for _, c := range t.space.Connections() {
		w, held := t.w[c.Param()]
		if !c.IsCharged() || !held {
			continue
		}
		perLength, fixed := t.space.Charge(c, t.locality)
		s := strand{w: w, lengths: c.Lengths(), stride: 1, n: len(w), perLength: perLength, fixed: fixed}
		sum += strands{s}.cost()
	}
	return sum
}

// term is |α·cos θ + β·sin θ|, kink an angle from 0 to π at which one is 0.
type term struct{ alpha, beta float64 }

type kink struct {
	angle float64
	term  int
}

// turn turns two neurons, (a, b) → (a·cos θ + b·sin θ, b·cos θ − a·sin θ), by the angle that
// lowers the cost most. The cost is a sum of |α·cos θ + β·sin θ|, each concave from one of its
// zeros to the next, so the sum is smallest at an angle where one of the weights is 0: all
// of them are tried, in order, at a constant price each.
func (t *turner) turn(a, b strands) {
	t.terms = t.terms[:0]
	now := 0.0
	for i := range a {
		x, y := &a[i], &b[i]
		for k := range x.n {
			u, v := x.w[x.at+k*x.stride], y.w[y.at+k*y.stride]
			if u == 0 && v == 0 {
				continue
			}
			p, q := x.price(k), y.price(k)
			now += p*math.Abs(u) + q*math.Abs(v)
			t.terms = append(t.terms, term{p * u, p * v}, term{q * v, -q * u})
		}
	}
	angle, cost := t.bestAngle()
	if !(cost < now-1e-12*now) {
		return
	}
	t.turns++
	sin, cos := math.Sincos(angle)
	for i := range a {
		x, y := &a[i], &b[i]
		for k := range x.n {
			u, v := &x.w[x.at+k*x.stride], &y.w[y.at+k*y.stride]
			*u, *v = *u*cos+*v*sin, *v*cos-*u*sin
		}
	}
}

// bestAngle is the angle at which the sum of all terms is smallest, and that sum.
func (t *turner) bestAngle() (angle, least float64) {
	t.kinks = t.kinks[:0]
	p, q := 0.0, 0.0 // the sum is p·cos θ + q·sin θ up to the next kink
	for i, c := range t.terms {
		at := math.Atan2(-c.alpha, c.beta)
		if at < 0 {
			at += math.Pi
		}
		if at >= math.Pi { // rounding; −π is 0
			at = 0
		}
		sign := 1.0
		if c.alpha < 0 || c.alpha == 0 && c.beta < 0 {
			sign = -1
		}
		if at == 0 { // its kink is passed at the start
			sign = math.Copysign(1, c.beta)
		}
		p, q = p+sign*c.alpha, q+sign*c.beta
		t.kinks = append(t.kinks, kink{at, i})
	}
	slices.SortFunc(t.kinks, func(x, y kink) int { return cmp.Or(cmp.Compare(x.angle, y.angle), cmp.Compare(x.term, y.term)) })
	least = math.Inf(1)
	for _, k := range t.kinks {
		sin, cos := math.Sincos(k.angle)
		if sum := p*cos + q*sin; sum < least {
			angle, least = k.angle, sum
		}
		c := t.terms[k.term]
		if k.angle == 0 {
			continue
		}
		sign := 1.0
		if c.alpha < 0 {
			sign = -1
		}
		p, q = p-2*sign*c.alpha, q-2*sign*c.beta
	}
	return angle, least
}

// scale multiplies weights by c and others by 1/c, so that their cost, c·Σ + Σ'/c, is
// smallest: 2·√(Σ·Σ').
func (t *turner) scale(in, out strands) {
	a, b := in.cost(), out.cost()
	if !(a > 0 && b > 0) {
		return
	}
	c := math.Sqrt(b / a)
	if math.Abs(c-1) < 1e-6 || math.IsInf(c, 1) || c == 0 {
		return
	}
	t.scaled++
	for _, x := range []struct {
		of strands
		by float64
	}{{in, c}, {out, 1 / c}} {
		for _, s := range x.of {
			for k := range s.n {
				s.w[s.at+k*s.stride] *= x.by
			}
		}
	}
}
