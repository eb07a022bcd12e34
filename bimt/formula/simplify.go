package formula

import (
	"math"
	"slices"
	"strings"
)

// Simplify flattens sums and products, computes what has no variable, collects equal terms
// and factors, and sorts: a number first, then what is left by its text. It changes values
// by rounding only, where they are defined.
func (e *Expr) Simplify() *Expr {
	for range 8 { // each pass can open the way for another
		next := e.Map(simplified)
		if next.key() == e.key() {
			return next
		}
		e = next
	}
	return e
}

func simplified(e *Expr) *Expr {
	switch e.Kind {
	case Sum:
		return sum(e.Args)
	case Product:
		return product(e.Args)
	case Power:
		return power(e.Args[0], e.Args[1])
	case Call:
		return call(e)
	}
	return e
}

// key is one text for all expressions that are the same tree.
func (e *Expr) key() string {
	var b strings.Builder
	e.writeKey(&b)
	return b.String()
}

func (e *Expr) writeKey(b *strings.Builder) {
	switch e.Kind {
	case Number:
		b.WriteString(number(e.Value))
		if e.free {
			b.WriteByte('?')
		}
		return
	case Variable:
		b.WriteString("$" + e.Name)
		return
	}
	b.WriteString([]string{"", "", "+", "*", "^", e.Name}[e.Kind] + "(")
	for _, a := range e.Args {
		a.writeKey(b)
		b.WriteByte(',')
	}
	b.WriteByte(')')
}

// collected counts equal things: Σ weight·thing, or Π thing^weight.
type collected struct {
	keys   []string
	things map[string]*Expr
	weight map[string]float64
}

func (c *collected) add(e *Expr, weight float64) {
	if c.things == nil {
		c.things, c.weight = map[string]*Expr{}, map[string]float64{}
	}
	k := e.key()
	if _, ok := c.things[k]; !ok {
		c.keys = append(c.keys, k)
		c.things[k] = e
	}
	c.weight[k] += weight
}

func sum(args []*Expr) *Expr {
	constant, parameters := 0.0, []*Expr(nil)
	var terms collected
	for _, a := range flat(args, Sum) {
		switch {
		case a.free:
			parameters = append(parameters, a)
		case a.Kind == Number:
			constant += a.Value
		default:
			w, rest := a.coefficient()
			terms.add(rest, w)
		}
	}
	slices.Sort(terms.keys)
	var out []*Expr
	for _, k := range terms.keys {
		if w := terms.weight[k]; w != 0 {
			out = append(out, scaledBy(w, terms.things[k]))
		}
	}
	out = append(out, parameters...)
	if constant != 0 || len(out) == 0 {
		out = append(out, Num(constant))
	}
	if len(out) == 1 {
		return out[0]
	}
	return Add(out...)
}

// coefficient splits a product's leading number off.
func (e *Expr) coefficient() (float64, *Expr) {
	if e.Kind != Product || len(e.Args) == 0 || e.Args[0].Kind != Number || e.Args[0].free {
		return 1, e
	}
	if len(e.Args) == 2 {
		return e.Args[0].Value, e.Args[1]
	}
	return e.Args[0].Value, Mul(e.Args[1:]...)
}

func scaledBy(w float64, e *Expr) *Expr {
	switch {
	case w == 1:
		return e
	case e.Kind == Product:
		return Mul(append([]*Expr{Num(w)}, e.Args...)...)
	}
	return Mul(Num(w), e)
}

func flat(args []*Expr, kind Kind) []*Expr {
	var out []*Expr
	for _, a := range args {
		if a.Kind == kind {
			out = append(out, flat(a.Args, kind)...)
		} else {
			out = append(out, a)
		}
	}
	return out
}

func product(args []*Expr) *Expr {
	constant, parameters := 1.0, []*Expr(nil)
	var factors collected
	for _, a := range flat(args, Product) {
		switch {
		case a.free:
			parameters = append(parameters, a)
		case a.Kind == Number:
			constant *= a.Value
		case a.Kind == Power && a.Args[1].Kind == Number && !a.Args[1].free:
			factors.add(a.Args[0], a.Args[1].Value)
		default:
			factors.add(a, 1)
		}
	}
	if constant == 0 {
		return Num(0)
	}
	slices.Sort(factors.keys)
	var out []*Expr
	for _, k := range factors.keys {
		if f := power(factors.things[k], Num(factors.weight[k])); f.Kind == Number && !f.free {
			constant *= f.Value
		} else {
			out = append(out, f)
		}
	}
	out = append(parameters, out...)
	if len(out) == 1 && out[0].Kind == Sum && constant == -1 {
		return distributed(constant, out[0])
	}
	if constant != 1 || len(out) == 0 {
		out = append([]*Expr{Num(constant)}, out...)
	}
	if len(out) == 1 {
		return out[0]
	}
	return Mul(out...)
}

func distributed(w float64, s *Expr) *Expr {
	terms := make([]*Expr, len(s.Args))
	for i, a := range s.Args {
		terms[i] = product([]*Expr{Num(w), a})
	}
	return Add(terms...)
}

func power(a, b *Expr) *Expr {
	fixed := b.Kind == Number && !b.free
	switch {
	case fixed && b.Value == 1:
		return a
	case fixed && b.Value == 0:
		return Num(1)
	case fixed && a.Kind == Number && !a.free:
		if v := pow(a.Value, b.Value); finite(v) {
			return Num(v)
		}
	case fixed && a.Kind == Call && a.Name == "exp":
		return call(Apply("exp", product([]*Expr{b, a.Args[0]})))
	case fixed && a.Kind == Power && a.Args[1].Kind == Number && !a.Args[1].free && (whole(b.Value) || !even(a.Args[1].Value)):
		// (x^p)^q = x^(p·q) unless a root would lose the sign of an even power
		return power(a.Args[0], Num(a.Args[1].Value*b.Value))
	case fixed && a.Kind == Product && whole(b.Value):
		factors := make([]*Expr, len(a.Args))
		for i, f := range a.Args {
			factors[i] = power(f, b)
		}
		return product(factors)
	}
	return Pow(a, b)
}

func whole(v float64) bool { return v == math.Trunc(v) }

func even(v float64) bool { return math.Mod(v, 2) == 0 }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func call(e *Expr) *Expr {
	a := e.Args[0]
	if f := functions[e.Name]; f != nil && a.Kind == Number && !a.free {
		if v := f.eval(a.Value); finite(v) {
			return Num(v)
		}
	}
	if w, rest := a.coefficient(); w < 0 && rest != a { // odd and even functions lose a sign
		switch e.Name {
		case "cos", "abs":
			return Apply(e.Name, scaledBy(-w, rest))
		case "sin", "tan", "tanh", "asin", "atan":
			return Mul(Num(-1), Apply(e.Name, scaledBy(-w, rest)))
		}
	}
	return e
}
