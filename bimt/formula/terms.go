package formula

import (
	"cmp"
	"context"
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
}

// newLibrary builds terms level by level: monomials and sums of the variables, functions of
// these, functions of those, products of a monomial and a function, and last the functions
// f(b·u + c) with free constants, on a grid of b and c that a fit then leaves.
func newLibrary(ctx context.Context, names []string, columns [][]float64) (*library, error) {
	l := &library{columns: columns, names: names, seen: map[[6]int32]bool{}}
	err := l.build(ctx)
	slices.SortStableFunc(l.terms, func(a, b term) int { return cmp.Compare(a.level, b.level) })
	return l, err
}

func (l *library) build(ctx context.Context) error {
	var variables []term
	for i, n := range l.names {
		variables = append(variables, term{e: Var(n), v: l.columns[i]})
	}
	monomials, short := l.monomials()
	sums := l.sums()
	base := append(append(append([]term(nil), variables...), sums...), monomials...)
	l.keep(base...)
	inner := l.functions(append(append(append([]term(nil), variables...), sums...), short...), unary, beyond)
	rest := l.functions(base, unary, common)
	l.keep(rest...)
	if err := ctx.Err(); err != nil {
		return err
	}
	var pairs []term
	for _, t := range short {
		if t.level == simple {
			pairs = append(pairs, t)
		}
	}
	l.ridges(append(append(append([]term(nil), variables...), sums...), pairs...))
	second := l.functions(inner, outer, beyond)
	l.keep(second...)
	return l.products(ctx, append(variables, short...), append(inner, second...))
}

// products are a monomial times a function, the shortest first, until there is no room.
func (l *library) products(ctx context.Context, monomials, functions []term) error {
	var order [][2]int
	for i := range monomials {
		for j := range functions {
			order = append(order, [2]int{i, j})
		}
	}
	length := make([]int, len(functions))
	for j := range functions {
		length[j] = functions[j].e.Length()
	}
	slices.SortStableFunc(order, func(a, b [2]int) int {
		return cmp.Compare(monomials[a[0]].e.Length()+length[a[1]], monomials[b[0]].e.Length()+length[b[1]])
	})
	for k, o := range order {
		if len(l.terms) >= maxTerms {
			break
		}
		if err := ctx.Err(); k%1024 == 0 && err != nil {
			return err
		}
		l.keep(l.multiply(&monomials[o[0]], &functions[o[1]]))
	}
	return nil
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
					if t.level == simple || math.Abs(p*q) == 2 && p != -0.5 && d <= 3 {
						short = append(short, t)
					}
				}
			}
		}
	}
	powers := []float64{1, -1, 2, -2}
	if d > 3 {
		powers = powers[:2]
	}
	for i := range d {
		for j := range i {
			for k := range j {
				for c := range len(powers) * len(powers) * len(powers) {
					n := len(powers)
					p := []float64{powers[c%n], powers[c/n%n], powers[c/n/n]}
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

// shape is a function of one argument, as values and as an expression.
type shape struct {
	f func(x float64) float64
	e func(x *Expr) *Expr
}

func named(name string) shape {
	return shape{functions[name].eval, func(x *Expr) *Expr { return Apply(name, x) }}
}

func inside(name string, factor float64) shape {
	f := functions[name].eval
	return shape{func(x float64) float64 { return f(factor * x) }, func(x *Expr) *Expr { return Apply(name, Mul(Num(factor), x)) }}
}

func powered(p float64) shape {
	return shape{func(x float64) float64 { return pow(x, p) }, func(x *Expr) *Expr { return Pow(x, Num(p)) }}
}

func shifted(w float64) shape { // 1 + w·x
	return shape{func(x float64) float64 { return 1 + w*x }, func(x *Expr) *Expr { return Add(Num(1), Mul(Num(w), x)) }}
}

// unary are the functions of the variables, their sums and their monomials.
var unary = []shape{
	shifted(1), shifted(-1), powered(2), powered(3), powered(0.5), powered(-1), powered(-2),
	named("sin"), named("cos"), named("exp"), inside("exp", -1), named("log"), named("tanh"), named("abs"),
	inside("sin", 0.5), inside("cos", 0.5), inside("sin", 2), inside("cos", 2), inside("sin", math.Pi), inside("cos", math.Pi),
	inside("sin", 2*math.Pi), inside("cos", 2*math.Pi), named("asin"), named("tan"), named("atan"),
}

// outer are the functions of those.
var outer = []shape{
	powered(0.5), powered(-1), powered(-0.5), powered(2),
	{func(x float64) float64 { return math.Log(math.Abs(x)) }, func(x *Expr) *Expr { return Apply("log", Apply("abs", x)) }},
	named("exp"), inside("exp", -1), {func(x float64) float64 { return 1 / (x - 1) }, func(x *Expr) *Expr { return Div(Num(1), Sub(x, Num(1))) }},
	{func(x float64) float64 { return math.Log(x - 1) }, func(x *Expr) *Expr { return Apply("log", Sub(x, Num(1))) }},
}

func (l *library) functions(of []term, shapes []shape, level int) (out []term) {
	for i := range of {
		for _, s := range shapes {
			t := term{e: s.e(of[i].e), v: make([]float64, len(of[i].v)), level: level}
			if of[i].e.Kind == Variable && level == common {
				t.level = simple
			}
			ok := true
			for r, x := range of[i].v {
				t.v[r] = s.f(x)
				ok = ok && finite(t.v[r])
			}
			if ok {
				out = append(out, t)
			}
		}
	}
	return out
}

// ridges are f(b·u + c) for the arguments u, with b and c free.
func (l *library) ridges(arguments []term) {
	for i := range arguments {
		u := &arguments[i]
		low, high := math.Inf(1), math.Inf(-1)
		for _, x := range u.v {
			low, high = min(low, x), max(high, x)
		}
		width := high - low
		if !finite(width) || width == 0 || len(l.terms) > maxTerms/2 {
			continue
		}
		for k := 1; k <= 44; k++ { // Δb·width = 1.25: fine enough that a fit finds b
			for c := range 4 {
				l.ridge(u, "sin", 1.25*float64(k)/width, float64(c)*math.Pi/4)
			}
		}
		for _, b := range []float64{0.5, 1, 2, 4, 8} {
			l.ridge(u, "exp", b/width, 0)
			l.ridge(u, "exp", -b/width, 0)
			for _, at := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
				l.ridge(u, "tanh", 2*b/width, -2*b/width*(low+at*width))
			}
		}
		for _, beyond := range []float64{0.02, 0.1, 0.3, 1, 3} {
			for _, name := range []string{"log", "sqrt", "inverse", "inverse square"} {
				l.ridge(u, name, 1, beyond*width-low)
				l.ridge(u, name, -1, beyond*width+high)
			}
		}
	}
}

// ridge adds one such term. Where b and c and the factor before the term are one too many, b stays ±1.
func (l *library) ridge(u *term, name string, b, c float64) {
	var s shape
	argument := Add(Mul(parameter(b), u.e), parameter(c))
	switch p := map[string]float64{"sqrt": 0.5, "inverse": -1, "inverse square": -2}[name]; {
	case p != 0:
		s = powered(p)
		argument = Add(Mul(Num(b), u.e), parameter(c))
	case name == "log":
		s = named(name)
		argument = Add(Mul(Num(b), u.e), parameter(c))
	case name == "exp":
		s = named(name)
		argument = Mul(parameter(b), u.e)
	default:
		s = named(name)
	}
	t := term{e: s.e(argument), v: make([]float64, len(u.v)), level: beyond}
	for r, x := range u.v {
		t.v[r] = s.f(b*x + c)
	}
	l.keep(t)
}
