package formula

import (
	"cmp"
	"math"
	"slices"
)

// Choices that do well on the sample are scored once more on more rows: under noise many
// pairs of terms explain 128 rows as well as the true one does.
const (
	widerRows = 1000
	rescored  = 200  // of each kind
	maxWider  = 4000 // terms whose values on these rows are kept, some 30 MB
)

// wider is the values of terms on more rows than those of the sample, each computed when it
// is first asked for.
type wider struct {
	names  []string
	x      [][]float64
	values map[int][]float64
}

// of is term i on all rows; not finite everywhere for some.
func (w *wider) of(i int, t *term) []float64 {
	if v, ok := w.values[i]; ok {
		return v
	}
	v := make([]float64, len(w.x))
	f, err := t.e.Compile(w.names)
	for r, row := range w.x {
		if err != nil {
			v[r] = math.NaN()
			continue
		}
		v[r] = f.Eval(row)
	}
	if len(w.values) >= maxWider {
		clear(w.values)
	}
	w.values[i] = v
	return v
}

// targets are T(y), weighted, and the weights, 0 where T is not defined.
func targets(t *transform, y []float64, typical, sign float64) (raw, w []float64) {
	raw, w = make([]float64, len(y)), make([]float64, len(y))
	for i := range y {
		v, weight, ok := t.of(sign*y[i], typical)
		if ok && finite(v*weight) && finite(weight) {
			w[i], raw[i] = weight, v*weight
		}
	}
	return raw, w
}

// rescore gives the best n choices on the wider rows, with their coefficients there, the best first.
func (r *regression) rescore(b *budget, found []choice, n int) []choice {
	kept := found[:0]
	for _, c := range found {
		b.spend((len(c.terms) + 1) * (len(c.terms) + 1) * len(r.widerW) / sampleRows)
		if r.solve(&c) {
			kept = append(kept, c)
		}
	}
	slices.SortStableFunc(kept, func(a, b choice) int {
		return cmp.Or(cmp.Compare(b.merit, a.merit), slices.Compare(a.terms, b.terms))
	})
	return kept[:min(n, len(kept))]
}

// solve finds the coefficients of a choice, in the terms' own scales, the constant, and R²
// on the wider rows; false if a term is not finite there.
func (r *regression) solve(c *choice) bool {
	k := len(c.terms)
	n := newNormal(k + 1)
	row := make([]float64, k+1)
	columns := make([][]float64, k)
	for a, t := range c.terms {
		columns[a] = r.lib.wider.of(t, &r.lib.terms[t])
	}
	for i, w := range r.widerW {
		for a, v := range columns {
			row[a] = w * v[i]
		}
		row[k] = w
		for a, ga := range row {
			if !finite(ga) {
				return false
			}
			n.jtr[a] += ga * r.widerRaw[i]
			for b, gb := range row[:a+1] {
				n.jtj[a*n.k+b] += ga * gb
			}
		}
	}
	p, ok := n.solve(1e-13)
	if !ok {
		return false
	}
	c.a = make([]float64, k)
	for a := range c.a {
		c.a[a] = p.AtVec(a)
	}
	c.c = p.AtVec(k)
	rest, all, mean := 0.0, 0.0, r.widerMean
	for i, w := range r.widerW {
		e := r.widerRaw[i] - w*c.c
		for a, v := range columns {
			e -= w * c.a[a] * v[i]
		}
		rest += e * e
		all += (r.widerRaw[i] - w*mean) * (r.widerRaw[i] - w*mean)
	}
	*c = r.merit(*c, 1-rest/all, len(r.widerW))
	return true
}
