package formula

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// choice is some terms of a library, with the least-squares coefficients of T(y) on them.
type choice struct {
	terms []int
	r2    float64 // of T(y), weighted
	merit float64 // log likelihood less the price of the terms' length
	a     []float64
	c     float64
}

// How many choices of one, two and more terms go on.
const (
	keepSingles = 10
	keepPairs   = 12
	keepMore    = 12
	keepAlike   = 36   // of two and more where some errors are not worth explaining, so many are alike
	firsts      = 60   // terms a pair may start with, besides the simple and common ones
	exhaustive  = 2500 // terms at most of which all pairs are tried
	polish      = 5    // choices whose terms are exchanged
)

// regression scores terms against one T(y): all columns are weighted, less what the columns in
// the basis explain, and of length 1.
type regression struct {
	lib     *library
	unit    [][]float64
	length  []int     // that each term adds to a formula of y
	target  []float64 // T(y), weighted, less its mean, of length 1
	defined bool
	rows    float64 // that the errors are independent on, at most
	enough  float64 // the part of T(y)'s variance, weighted, that is not worth explaining

	widerRaw, widerW []float64 // T(y), weighted, and the weights, 0 where T is not defined
	widerMean        float64   // of T(y)
}

// newRegression is that of a transform and the terms up to a level, on the first m rows, with
// what it takes to score choices on those of the library.
func (s *search) newRegression(lib *library, level int, t *transform, m int, sign float64) *regression {
	y := s.Y[:len(lib.wider.x)]
	r := &regression{lib: lib, rows: s.rows()}
	typical := floats.Norm(y, 2) / math.Sqrt(float64(len(y)))
	r.widerRaw, r.widerW = targets(t, y, typical, sign)
	if missing(y, r.widerW) {
		return r
	}
	r.widerMean = floats.Dot(r.widerRaw, r.widerW) / floats.Dot(r.widerW, r.widerW)
	all := 0.0
	for i, w := range r.widerW {
		all += math.Pow(r.widerRaw[i]-w*r.widerMean, 2)
	}
	r.enough = s.enough() * float64(len(y)) / all
	w := r.widerW[:m]
	intercept := slices.Clone(w)
	floats.Scale(1/floats.Norm(intercept, 2), intercept)
	var ok bool
	if r.target, ok = without(slices.Clone(r.widerRaw[:m]), intercept); !ok {
		return r
	}
	r.unit = make([][]float64, lib.upTo(level))
	r.length = make([]int, len(r.unit))
	for i := range r.unit {
		r.length[i] = t.length(&lib.terms[i])
		v := make([]float64, m)
		floats.MulTo(v, lib.terms[i].v, w)
		r.unit[i], _ = without(v, intercept)
	}
	r.defined = true
	return r
}

// missing says that too much of y is where T is not defined: over a tenth of the rows, and
// these not merely pushed there by noise from where y is next to nothing.
func missing(y, w []float64) bool {
	rows, part, all := 0, 0.0, 0.0
	for i, v := range y {
		all += v * v
		if w[i] == 0 {
			rows++
			part += v * v
		}
	}
	return rows*10 > len(y) && (part > 1e-3*all || rows*2 > len(y))
}

// without is v less its part along the unit vector q, scaled to length 1; zero and false if nothing is left.
func without(v, q []float64) ([]float64, bool) {
	before := floats.Norm(v, 2)
	floats.AddScaled(v, -floats.Dot(v, q), q)
	after := floats.Norm(v, 2)
	if !(after > 1e-7*before) {
		clear(v)
		return v, false
	}
	floats.Scale(1/after, v)
	return v, true
}

// correlations are those of every term with T(y).
func (r *regression) correlations() []float64 {
	corr := make([]float64, len(r.unit))
	for i, u := range r.unit {
		corr[i] = floats.Dot(u, r.target)
	}
	return corr
}

// choice is some terms with their merit: −m/2 · ln(1 − R²) for m rows, less what writing
// them costs; errors below what is worth explaining are all alike. Of terms as alike as x² and
// cos x, the rows seldom tell which; the length does.
func (r *regression) choice(r2 float64, terms ...int) choice {
	return r.merit(choice{terms: terms}, r2, len(r.target))
}

// merit is a choice with its merit by an R² on m rows.
func (r *regression) merit(c choice, r2 float64, m int) choice {
	c.r2, c.merit = r2, -0.5*min(float64(m), r.rows)*math.Log(max(1-r2, r.enough, 0)+1e-12)
	for _, t := range c.terms {
		c.merit -= nodePrice * float64(r.length[t])
	}
	return c
}

func (r *regression) singles(corr []float64, n int) []choice {
	b := newBest(n, len(r.unit))
	for i, c := range corr {
		b.add(r.choice(c*c, i))
	}
	return b.top(n)
}

// choices are the best sets of one term, and of two and more up to a number.
func (r *regression) choices(b *budget, one bool, more int) (found []choice) {
	corr := r.correlations()
	if one {
		found = r.rescore(b, r.singles(corr, rescored), keepSingles)
	}
	if more < 2 {
		return found
	}
	two, further := keepPairs, keepMore
	if r.enough > 0 {
		two, further = keepAlike, keepAlike
	}
	beam := r.rescore(b, r.polished(b, r.pairs(b, corr).top(rescored)), 2*two)
	found = append(found, beam[:min(len(beam), two)]...)
	for range more - 2 {
		if len(beam) == 0 || slices.ContainsFunc(beam, func(c choice) bool { return c.r2 > 1-1e-12 }) || b.Err() != nil {
			break
		}
		beam = r.rescore(b, r.polished(b, r.longer(b, beam)), 2*further)
		found = append(found, beam[:min(len(beam), further)]...)
	}
	return found
}

// pairs are all pairs of a small dictionary; in a large one, those that begin with a simple
// term or with one that does well alone.
func (r *regression) pairs(b *budget, corr []float64) *best {
	first := make([]bool, len(r.unit))
	for _, c := range r.singles(corr, firsts) {
		first[c.terms[0]] = true
	}
	for i := range r.unit {
		first[i] = first[i] || len(r.unit) <= exhaustive || r.lib.terms[i].level == simple
	}
	pairs := newBest(rescored, rescored/2)
	for i := range r.unit {
		if first[i] && b.Err() == nil {
			b.spend(r.pairsOf(i, first, corr, pairs))
		}
	}
	return pairs
}

// pairsOf adds the pairs of one term and says how many it tried. Merit takes a logarithm, so a pair is first held to
// the least R² that a pair of its length is kept with.
func (r *regression) pairsOf(i int, first []bool, corr []float64, pairs *best) (tried int) {
	ci, ui, li := corr[i], r.unit[i], r.length[i]
	least, floor := map[int]float64{}, math.Inf(-1)
	for j, u := range r.unit {
		if j == i || first[j] && j < i || corr[j] == 0 {
			continue
		}
		tried++
		g := floats.Dot(ui, u)
		if 1-g*g <= 1e-6 {
			continue
		}
		if floor != pairs.floor {
			clear(least)
			floor = pairs.floor
		}
		length := li + r.length[j]
		needed, ok := least[length]
		if !ok {
			needed = max(0, 1-math.Exp(-2*(floor+nodePrice*float64(length))/min(float64(len(r.target)), r.rows)))
			least[length] = needed
		}
		if r2 := (ci*ci + corr[j]*corr[j] - 2*g*ci*corr[j]) / (1 - g*g); r2 > needed {
			pairs.add(r.choice(r2, i, j))
		}
	}
	return tried
}

// polished puts the best few first once more, each with every term in turn exchanged for the
// best there is: x² and cos x are so alike that the first choice is often the wrong one.
func (r *regression) polished(b *budget, beam []choice) []choice {
	out := newBest(8*len(beam), 8*len(beam))
	for k, c := range beam {
		out.add(c)
		if k >= polish {
			continue
		}
		for again := true; again; {
			again = false
			for p := range c.terms {
				rest := choice{terms: slices.Delete(slices.Clone(c.terms), p, p+1)}
				if next := r.longer(b, []choice{rest}); len(next) > 0 && next[0].merit > c.merit+1e-9 {
					c, again = next[0], true
					for _, near := range next[1:min(len(next), 4)] {
						out.add(near)
					}
				}
			}
		}
		out.add(c)
	}
	return out.unique()
}

// longer adds the best further terms to each of the choices.
func (r *regression) longer(b *budget, beam []choice) []choice {
	out := newBest(rescored, rescored/2)
	v := make([]float64, len(r.target))
	for _, c := range beam[:min(len(beam), 12)] {
		var basis [][]float64
		rest := slices.Clone(r.target)
		for _, t := range c.terms {
			q := slices.Clone(r.unit[t])
			for _, other := range basis {
				q, _ = without(q, other)
			}
			basis = append(basis, q)
			floats.AddScaled(rest, -floats.Dot(rest, q), q)
		}
		left := floats.Dot(rest, rest)
		for j, u := range r.unit {
			if j%4096 == 0 && b.Err() != nil {
				return out.top(rescored)
			}
			b.spend(1)
			dot := floats.Dot(u, rest)
			if dot*dot < 0.05*left { // it cannot be much, unless nearly parallel to the basis
				continue
			}
			b.spend(1 + 2*len(basis))
			copy(v, u)
			for _, q := range basis {
				floats.AddScaled(v, -floats.Dot(v, q), q)
			}
			if n := floats.Dot(v, v); n > 1e-6 {
				if r2 := 1 - left + dot*dot/n; r2 > 0 {
					out.add(r.choice(r2, append(slices.Clone(c.terms), j)...))
				}
			}
		}
	}
	return out.top(rescored)
}

// best keeps the choices of highest merit, at most some that start with the same term.
type best struct {
	size, same int
	list       []choice
	floor      float64 // merit that is too little
}

func newBest(size, same int) *best {
	return &best{size: size, same: same, floor: math.Inf(-1)}
}

func (b *best) add(c choice) {
	if !(c.merit > b.floor) || !finite(c.r2) {
		return
	}
	b.list = append(b.list, c)
	if len(b.list) >= 10*b.size {
		b.list = b.top(4 * b.size)
		if len(b.list) == 4*b.size {
			b.floor = b.list[len(b.list)-1].merit
		}
	}
}

// unique is all of them, best first, without those of the same terms.
func (b *best) unique() []choice {
	seen := map[string]bool{}
	return slices.DeleteFunc(b.top(len(b.list)), func(c choice) bool {
		key := fmt.Sprint(slices.Sorted(slices.Values(c.terms)))
		was := seen[key]
		seen[key] = true
		return was
	})
}

func (b *best) top(n int) []choice {
	slices.SortFunc(b.list, func(x, y choice) int {
		return cmp.Or(cmp.Compare(y.merit, x.merit), slices.Compare(x.terms, y.terms))
	})
	count := map[int]int{}
	var out []choice
	for _, c := range b.list {
		if key := c.terms[0]; count[key] < b.same && len(out) < n {
			count[key]++
			out = append(out, c)
		}
	}
	return out
}
