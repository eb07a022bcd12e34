package formula

import (
	"math"
	"slices"
)

// snap replaces free numbers by simple ones, 0, p/q or p/q·π^k, one after the other and
// the others refitted each time. A number goes to the simplest within three deviations of
// it, if the mean square then rises by no more than such a step does by chance (n/2 · ln
// of its ratio under 4.5, which is 3²/2). floor is the mean square that is rounding; inflate
// widens the deviations where the errors are no independent noise.
func snap(best fitted, names []string, x [][]float64, y []float64, floor, inflate float64) (fitted, error) {
	refused := map[[2]float64]bool{}
	n := float64(len(y)) / (inflate * inflate)
	for range 4 * (len(best.sd) + 1) {
		p := best.e.params()
		at, to := proposal(p, best.deviations(floor, inflate), refused)
		if at < 0 {
			return best, nil
		}
		trial, err := fit(best.e.fixed(at, to), names, x, y, 20, 1e-9)
		if err != nil {
			return best, err
		}
		if n/2*math.Log(max(trial.mse, floor)/max(best.mse, floor)) <= 4.5 {
			best = trial
		} else {
			refused[[2]float64{math.Round(p[at] * 1e6), to}] = true
		}
	}
	return best, nil
}

// deviations are those of the free numbers, widened where the errors are no independent noise,
// and to what they would be if the errors were as large as the floor.
func (f *fitted) deviations(floor, inflate float64) []float64 {
	wide := slices.Clone(f.sd)
	if f.mse < floor && f.mse > 0 {
		inflate *= math.Sqrt(floor / f.mse)
	}
	for i := range wide {
		wide[i] *= inflate
	}
	return wide
}

// proposal is the free number that has the simplest value near it, and that value; at is −1 for none.
func proposal(p, sd []float64, refused map[[2]float64]bool) (at int, to float64) {
	at, least := -1, math.Inf(1)
	for k, v := range p {
		tolerance := max(3*sd[k], 1e-7*math.Abs(v))
		consider := func(value, bits float64) {
			if bits < least && !refused[[2]float64{math.Round(v * 1e6), value}] {
				at, to, least = k, value, bits
			}
		}
		if math.Abs(v) <= max(tolerance, 1e-9) {
			consider(0, 0)
		}
		if !(tolerance < 0.5*math.Abs(v)) {
			tolerance = 0.5 * math.Abs(v)
		}
		for _, f := range fractions(math.Abs(v), tolerance) {
			consider(math.Copysign(f.value(), v), 1+f.bits())
		}
		for _, f := range roots(math.Abs(v), tolerance) {
			consider(math.Copysign(f.value(), v), 1+f.bits())
		}
	}
	return at, to
}

// fixed is the expression with one free number set for good.
func (e *Expr) fixed(at int, to float64) *Expr {
	k := -1
	return e.Map(func(n *Expr) *Expr {
		if !n.free {
			return n
		}
		if k++; k == at {
			return Num(to)
		}
		return n
	})
}

// clean says that every number is short to write: what truths tend to be, and approximations not.
func (e *Expr) clean() bool {
	ok := true
	e.walk(func(n *Expr) {
		if n.Kind != Number || n.Value == 0 {
			return
		}
		near := append(fractions(math.Abs(n.Value), 4e-16*math.Abs(n.Value)), roots(math.Abs(n.Value), 4e-16*math.Abs(n.Value))...)
		ok = ok && slices.ContainsFunc(near, func(f fraction) bool { return f.plain() <= 5.5 })
	})
	return ok
}

// settled is the expression with all its numbers set for good.
func (e *Expr) settled() *Expr {
	return e.Map(func(n *Expr) *Expr {
		n.free = false
		return n
	}).Simplify()
}

// quantile is the value at the part q of sorted v.
func quantile(v []float64, q float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return s[int(q*float64(len(s)-1))]
}
