package formula

import "math"

// transform is a T whose T(y) may be a sum of terms.
type transform struct {
	name string
	// of is T(y) and 1/T'(y), the weight with which an error of T(y) is one of y; not ok
	// where T is not defined.
	of func(y, typical float64) (t, weight float64, ok bool)
	// undo builds y from the terms, their coefficients and the constant.
	undo func(terms []*Expr, a []float64, c, sign float64) *Expr
}

// linear is Σ aₖ φₖ + c with all of a and c free.
func linear(terms []*Expr, a []float64, c float64) *Expr {
	parts := make([]*Expr, 0, len(terms)+1)
	for i, t := range terms {
		parts = append(parts, Mul(parameter(a[i]), t))
	}
	return Add(append(parts, parameter(c))...)
}

func wrapped(outer func(e *Expr) *Expr) func([]*Expr, []float64, float64, float64) *Expr {
	return func(terms []*Expr, a []float64, c, sign float64) *Expr {
		if e := outer(linear(terms, a, c)); sign >= 0 {
			return e
		} else {
			return Mul(Num(-1), e)
		}
	}
}

func calls(name string) func(*Expr) *Expr { return func(e *Expr) *Expr { return Apply(name, e) } }

// transforms, the cheapest explanations first. y is multiplied by the sign it has on most
// rows where T needs it positive.
var transforms = []transform{
	{"y", func(y, _ float64) (float64, float64, bool) { return y, 1, true }, func(terms []*Expr, a []float64, c, _ float64) *Expr { return linear(terms, a, c) }},
	{"log y", func(y, _ float64) (float64, float64, bool) { return math.Log(y), y, y > 0 }, multiplied},
	{"1/y", func(y, _ float64) (float64, float64, bool) { return 1 / y, y * y, y > 0 }, wrapped(func(e *Expr) *Expr { return Pow(e, Num(-1)) })},
	{"y²", func(y, typical float64) (float64, float64, bool) { return y * y, 1 / max(y, 0.1*typical), y >= 0 }, wrapped(Sqrt)},
	{"√y", func(y, _ float64) (float64, float64, bool) { return math.Sqrt(y), math.Sqrt(y), y > 0 }, wrapped(func(e *Expr) *Expr { return Pow(e, Num(2)) })},
	{"sin y", func(y, _ float64) (float64, float64, bool) {
		return math.Sin(y), 1 / max(math.Cos(y), 0.1), math.Abs(y) <= math.Pi/2
	}, func(terms []*Expr, a []float64, c, sign float64) *Expr {
		return wrapped(calls("asin"))(terms, a, c, sign)
	}},
	{"cos y", func(y, _ float64) (float64, float64, bool) {
		return math.Cos(y), 1 / max(math.Sin(y), 0.1), y >= 0 && y <= math.Pi
	}, wrapped(calls("acos"))},
	{"tan y", func(y, _ float64) (float64, float64, bool) {
		return math.Tan(y), math.Pow(math.Cos(y), 2), math.Abs(y) < math.Pi/2
	}, wrapped(calls("atan"))},
	{"exp y", func(y, _ float64) (float64, float64, bool) { return math.Exp(y), math.Exp(-y), math.Abs(y) < 20 }, func(terms []*Expr, a []float64, c, _ float64) *Expr {
		return Apply("log", linear(terms, a, c))
	}},
}

// multiplied turns Σ aₖ log gₖ + Σ aₖ φₖ + c into e^c · Π gₖ^aₖ · exp(Σ aₖ φₖ). A power
// within 0.1 of a half is that half.
func multiplied(terms []*Expr, a []float64, c, sign float64) *Expr {
	factors := []*Expr{parameter(sign * math.Exp(c))}
	for i, t := range terms {
		if t.Kind != Call || t.Name != "log" {
			factors = append(factors, Apply("exp", Mul(parameter(a[i]), t)))
			continue
		}
		exponent := parameter(a[i])
		if half := math.Round(2*a[i]) / 2; math.Abs(half-a[i]) < 0.1 && half != 0 {
			exponent = Num(half)
		}
		g := t.Args[0]
		if even := exponent.Value; g.Kind == Call && g.Name == "abs" && !exponent.free && math.Mod(even, 2) == 0 {
			g = g.Args[0]
		}
		factors = append(factors, Pow(g, exponent))
	}
	return Mul(factors...)
}

// length is how much a term adds to a formula of y: as a factor g^a, log |g| is written
// without logarithm and bars, and any other term within exp.
func (t *transform) length(of *term) int {
	switch e := of.e; {
	case t.name != "log y":
		return of.length
	case e.Kind != Call || e.Name != "log":
		return of.length + 1
	case e.Args[0].Kind == Call && e.Args[0].Name == "abs":
		return of.length - 2
	}
	return of.length - 1
}
