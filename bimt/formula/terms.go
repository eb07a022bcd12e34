package formula

import (
	"cmp"
	"math"
	"slices"
)

// maxTerms bounds the terms that are tried: 40,000 with 128 rows are 40 MB.
const maxTerms = 40_000

// term is a candidate φ with its values on the sample.
type term struct {
	e      *Expr
	v      []float64
	level  int // how far from the variables: simple, common, or beyond
	length int
}

// The levels of terms: each search of a smaller dictionary comes before that of a larger.
const (
	simple = iota // a variable, or one operation on one or two of them
	common        // a function of these, a monomial of three
	beyond
)

// library is the terms of a search, no two of them the same up to an affine change.
type library struct {
	terms   []term
	columns [][]float64 // of the sample, by variable
	names   []string
	seen    map[[6]int32]bool
	wider   wider

	variables, short, base []term // what the terms beyond are made of
	grown                  bool
}

// newLibrary builds the simple and common terms: monomials and sums of the variables, and
// functions of these.
func newLibrary(names []string, columns [][]float64) *library {
	l := &library{columns: columns, names: names, seen: map[[6]int32]bool{}}
	for i, n := range l.names {
		l.variables = append(l.variables, term{e: Var(n), v: l.columns[i]})
	}
	var monomials []term
	monomials, l.short = l.monomials()
	l.base = slices.Concat(l.variables, l.sums(), monomials)
	l.keep(l.base...)
	l.keep(l.functions(l.base, unary, common)...)
	slices.SortStableFunc(l.terms, func(a, b term) int { return cmp.Compare(a.level, b.level) })
	return l
}

// grow adds what lies beyond, once: functions f(b·u + c) with free constants, on a grid of b
// and c that a fit then leaves, functions of functions, and products of a monomial and a
// function, those of one variable and powers of sums before all others.
func (l *library) grow(b *budget) error {
	if l.grown {
		return nil
	}
	l.grown = true
	sums := l.sums()
	pairs := slices.DeleteFunc(slices.Clone(l.short), func(t term) bool { return t.level != simple })
	l.ridges(slices.Concat(l.variables, sums, pairs))
	inner := l.functions(slices.Concat(l.variables, sums, l.short), unary, beyond)
	second := l.functions(inner, outer, beyond)
	l.keep(second...)
	if err := l.products(b, l.short, slices.Concat(l.functions(l.variables, unary, beyond), l.functions(sums, powers, beyond))); err != nil {
		return err
	}
	return l.products(b, slices.Concat(l.variables, l.short), slices.Concat(inner, second))
}

// products are a monomial times a function, the shortest first, until there is no room.
func (l *library) products(b *budget, monomials, functions []term) error {
	var of [][]int // functions by length
	for j := range functions {
		n := functions[j].e.Length()
		for len(of) <= n {
			of = append(of, nil)
		}
		of[n] = append(of[n], j)
	}
	for length := 0; ; length++ {
		some := false
		for i := range monomials {
			n := length - monomials[i].e.Length()
			if err := b.Err(); err != nil || len(l.terms) >= maxTerms {
				return err
			}
			if some = some || n < len(of); n < 0 || n >= len(of) {
				continue
			}
			for _, j := range of[n] {
				l.keep(l.multiply(&monomials[i], &functions[j]))
			}
		}
		if !some {
			return nil
		}
	}
}

// upTo is how many terms are of a level or below; the terms are sorted by level.
func (l *library) upTo(level int) int {
	n, _ := slices.BinarySearchFunc(l.terms, level+1, func(t term, level int) int { return cmp.Compare(t.level, level) })
	return n
}

func (l *library) multiply(a, b *term) term {
	v := make([]float64, len(a.v))
	for i := range v {
		v[i] = a.v[i] * b.v[i]
	}
	return term{e: Mul(a.e, b.e), v: v, level: beyond}
}

// keep adds the terms that vary, are finite, and are not there up to an affine change.
func (l *library) keep(terms ...term) {
	for _, t := range terms {
		if key, ok := fingerprint(t.v); ok && !l.seen[key] && len(l.terms) < maxTerms {
			l.seen[key] = true
			t.length = t.e.Length()
			l.terms = append(l.terms, t)
		}
	}
}

// fingerprint is the same for v and a·v + c.
func fingerprint(v []float64) (key [6]int32, ok bool) {
	mean, norm := center(v)
	if !(norm > 1e-9*(math.Abs(mean)+1e-9)*math.Sqrt(float64(len(v)))) || norm > 1e9 {
		return key, false
	}
	sign := 1.0
	for i := range key {
		x := (v[i*(len(v)-1)/(len(key)-1)] - mean) / norm
		if i == 0 && x < 0 {
			sign = -1
		}
		key[i] = int32(math.Round(sign * x * 1e6))
	}
	return key, true
}

// center is the mean of v and the length of v less its mean; NaN if any of v is not finite.
func center(v []float64) (mean, norm float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for _, x := range v {
		norm += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(norm)
}

// monomials are products of powers of up to three variables; short are those with which
// functions are multiplied later.
func (l *library) monomials() (all, short []term) {
	d := len(l.names)
	for i := range d {
		for _, p := range []float64{-1, 2, -2, 0.5, -0.5, 3, -3, 4} {
			t := l.monomial([]int{i}, []float64{p})
			if p == 4 {
				t.level = common
			}
			all = append(all, t)
			if math.Abs(p) <= 2 {
				short = append(short, t)
			}
		}
	}
	for i := range d {
		for j := range i {
			for _, p := range []float64{1, -1, 2, -2, 0.5} {
				for _, q := range []float64{1, -1, 2, -2, 0.5} {
					t := l.monomial([]int{j, i}, []float64{p, q})
					if !(math.Abs(p) == 1 && math.Abs(q) == 1 || p == 0.5 && q == 0.5) {
						t.level = common
					}
					all = append(all, t)
					if t.level == simple || d <= 3 && (math.Abs(p*q) == 2 || math.Abs(p*q) == 4) {
						short = append(short, t)
					}
				}
			}
		}
	}
	exponents := []float64{1, -1, 2, -2}
	if d > 3 {
		exponents = exponents[:2]
	}
	for i := range d {
		for j := range i {
			for k := range j {
				for c := range len(exponents) * len(exponents) * len(exponents) {
					n := len(exponents)
					p := []float64{exponents[c%n], exponents[c/n%n], exponents[c/n/n]}
					t := l.monomial([]int{k, j, i}, p)
					t.level = common
					all = append(all, t)
					if math.Abs(p[0]*p[1]*p[2]) <= 2 && d == 3 {
						short = append(short, t)
					}
				}
			}
		}
	}
	return all, short
}

func (l *library) monomial(variables []int, powers []float64) term {
	t := term{v: make([]float64, len(l.columns[0]))}
	for r := range t.v {
		t.v[r] = 1
	}
	var factors []*Expr
	for k, i := range variables {
		factors = append(factors, Pow(Var(l.names[i]), Num(powers[k])))
		for r := range t.v {
			t.v[r] *= pow(l.columns[i][r], powers[k])
		}
	}
	t.e = product(factors)
	for k := range factors {
		if powers[k] == 1 {
			factors[k] = Var(l.names[variables[k]])
		}
	}
	if len(factors) > 1 {
		t.e = Mul(factors...).Simplify()
	} else {
		t.e = factors[0]
	}
	return t
}

// sums are xᵢ ± xⱼ and xᵢ + xⱼ + xₖ.
func (l *library) sums() (out []term) {
	add := func(signs []float64, at ...int) {
		t := term{v: make([]float64, len(l.columns[0]))}
		var parts []*Expr
		for k, i := range at {
			parts = append(parts, Mul(Num(signs[k]), Var(l.names[i])))
			for r := range t.v {
				t.v[r] += signs[k] * l.columns[i][r]
			}
		}
		t.e = Add(parts...).Simplify()
		out = append(out, t)
	}
	for i := range l.names {
		for j := range i {
			add([]float64{1, 1}, j, i)
			add([]float64{1, -1}, j, i)
			for k := range j {
				add([]float64{1, 1, 1}, k, j, i)
			}
		}
	}
	return out
}
