package formula

import (
	"cmp"
	"math"
	"slices"
)

// stages are the parts of a search, the cheap ones that find short formulas first.
var stages = []struct {
	level int
	one   bool // single terms
	more  int  // and up to so many
}{{simple, true, 5}, {common, true, 3}, {beyond, true, 0}, {beyond, false, 3}}

// stages runs one after the other until a formula leaves nothing to explain.
func (s *search) stages(b *budget, lib *library, m int) error {
	sign := 1.0
	if quantile(s.Y, 0.5) < 0 {
		sign = -1
	}
	for k, stage := range stages {
		if stage.level == beyond {
			if err := lib.grow(b); err != nil {
				return nil // ended early, with what there is
			}
		}
		for i := range transforms {
			if b.Err() != nil {
				continue
			}
			r := s.newRegression(lib, stage.level, &transforms[i], m, sign)
			if b.spend(len(r.unit)); !r.defined {
				continue
			}
			for _, c := range r.choices(b, stage.one, stage.more) {
				if err := s.try(b, r.formula(&transforms[i], &c, sign)); err != nil {
					return err
				}
			}
			if s.exact() {
				return nil
			}
			if i < len(transforms)-1 && (k < len(stages)-1 || i%3 != 2) {
				continue
			}
			if done, err := s.explained(b, lib); done || err != nil {
				return err
			}
		}
	}
	return nil
}

// formula is y of a choice of terms.
func (r *regression) formula(t *transform, c *choice, sign float64) *Expr {
	terms := make([]*Expr, len(c.terms))
	for k, id := range c.terms {
		terms[k] = r.lib.terms[id].e
	}
	return t.undo(terms, c.a, c.c, sign)
}

func (s *search) exact() bool {
	return slices.ContainsFunc(s.pool, func(f fitted) bool { return f.mse <= 1e-16*s.variance })
}

// looked is how many of the best formulas may end a search whose errors are alike.
const looked = 12

// explained tells whether a formula leaves nothing to explain: one with simple numbers whose
// errors are not worth it, or the best if its errors look like noise.
func (s *search) explained(b *budget, lib *library) (bool, error) {
	if len(s.pool) == 0 {
		return false, nil
	}
	s.sort()
	for k := range s.pool[:min(len(s.pool), looked)] {
		if k > 0 && s.pool[k].mse > s.enough() {
			break
		}
		if done, err := s.explains(b, &s.pool[k], lib, k == 0); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// explains is explained of one formula; noise says whether errors may be that.
func (s *search) explains(b *budget, p *fitted, lib *library, noise bool) (bool, error) {
	n := min(len(s.Y), 3000)
	f, err := fit(p.e, s.Names, s.X[:n], s.Y[:n], 20, 1e-6)
	b.spend(f.work)
	if err != nil || f.mse > 0.1*s.variance {
		return false, err
	}
	f, err = snap(f, s.Names, s.X[:n], s.Y[:n], s.floor, math.Sqrt(float64(n)/min(float64(n), s.rows())))
	if err != nil || !f.e.settled().clean() {
		return false, err
	}
	if f.mse <= s.floor {
		return true, nil
	}
	if !noise || s.Independent > 0 { // errors are no noise then, whatever they look like
		return false, nil
	}
	return s.noise(f.e, lib, n)
}

// noise tells whether the errors of a formula look like noise: their correlation with no
// simple or common term is over 4.5/√rows.
func (s *search) noise(e *Expr, lib *library, n int) (bool, error) {
	g, err := e.Compile(s.Names)
	if err != nil {
		return false, err
	}
	errors, v := make([]float64, n), make([]float64, n)
	mse := 0.0
	for i := range errors {
		errors[i] = s.Y[i] - g.Eval(s.X[i])
		mse += errors[i] * errors[i] / float64(n)
	}
	for k := range lib.terms[:min(lib.upTo(common), 1500)] {
		h, err := lib.terms[k].e.Compile(s.Names)
		if err != nil {
			return false, err
		}
		for i := range v {
			v[i] = h.Eval(s.X[i])
		}
		average, norm := center(v)
		dot := 0.0
		for i := range v {
			dot += (v[i] - average) * errors[i]
		}
		if math.Abs(dot) > 4.5*norm*math.Sqrt(mse) {
			return false, nil
		}
	}
	return true, nil
}

func (s *search) sort() {
	slices.SortStableFunc(s.pool, func(a, b fitted) int { return cmp.Compare(s.score(&a), s.score(&b)) })
}
