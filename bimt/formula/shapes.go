package formula

import "math"

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

// powers are those of sums.
var powers = []shape{powered(1), powered(2), powered(0.5), powered(-1)}

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
		for beyond := 0.02; beyond < 6; beyond *= 2 {
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
