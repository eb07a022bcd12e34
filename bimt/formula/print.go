package formula

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// style is how a language writes expressions.
type style struct {
	minus, times, over string
	number             func(v float64) string // of v ≥ 0
	variable           func(name string) string
	power              func(s *style, base, exponent *Expr) string
	call               func(f *function, name, arg string) string
	fraction           func(above, below string) string // nil: above over below, in brackets where needed
	exact              bool                             // fractions and π are written as such
}

// How strongly a text holds together.
const (
	loose  = iota // a sum
	medium        // a product, a quotient, a sign
	tight         // a power
	atom
)

// String writes the expression as pictures do: x₁² + sin(π·x₄). Parse reads it.
func (e *Expr) String() string { return e.in(&plain) }

// LaTeX writes it for mathematics mode.
func (e *Expr) LaTeX() string { return e.in(&latex) }

// Go writes a Go expression that imports math only. The variables must be Go identifiers;
// Substitute puts others in their place.
func (e *Expr) Go() string { return e.in(&golang) }

// SymPy writes a Python expression of SymPy's functions, fractions and pi.
func (e *Expr) SymPy() string { return e.in(&sympy) }

func (e *Expr) in(s *style) string {
	text, _ := s.write(e)
	return text
}

func (s *style) write(e *Expr) (text string, holds int) {
	switch e.Kind {
	case Number:
		return s.signed(e.Value)
	case Variable:
		return s.variable(e.Name), atom
	case Sum:
		return s.sum(e), loose
	case Product:
		return s.product(e)
	case Power:
		if e.Args[1].Kind == Number && e.Args[1].Value < 0 {
			return s.product(Mul(e))
		}
		return s.power(s, e.Args[0], e.Args[1]), tight
	}
	if f := functions[e.Name]; f != nil {
		return s.call(f, e.Name, e.Args[0].in(s)), tight
	}
	return fmt.Sprintf("%s(%s)", e.Name, e.Args[0].in(s)), atom
}

// held is the expression in brackets if it holds together less than it must.
func (s *style) held(e *Expr, least int) string {
	text, holds := s.write(e)
	return bracket(text, holds < least)
}

func bracket(text string, needed bool) string {
	if needed {
		return "(" + text + ")"
	}
	return text
}

func (s *style) signed(v float64) (string, int) {
	text, holds := s.number(math.Abs(v)), atom
	if strings.ContainsAny(text, "/*·\\") {
		holds = medium
	}
	if math.Signbit(v) && v != 0 {
		return strings.TrimSpace(s.minus) + text, medium
	}
	return text, holds
}

// negative splits the sign off a term.
func negative(e *Expr) (bool, *Expr) {
	if e.Kind == Number && e.Value < 0 {
		return true, Num(-e.Value)
	}
	if w, rest := e.coefficient(); e.Kind == Product && w < 0 && rest != e {
		return true, scaledBy(-w, rest)
	}
	return false, e
}

func (s *style) sum(e *Expr) string {
	var b strings.Builder
	for i, a := range led(e.Args) {
		neg, term := negative(a)
		switch {
		case neg && i == 0:
			b.WriteString(strings.TrimSpace(s.minus))
		case neg:
			b.WriteString(s.minus)
		case i > 0:
			b.WriteString(" + ")
		}
		b.WriteString(s.held(term, medium))
	}
	return b.String()
}

// led is the terms with the first that has no minus in front.
func led(terms []*Expr) []*Expr {
	for i, a := range terms {
		if neg, _ := negative(a); !neg {
			return append(append([]*Expr{a}, terms[:i]...), terms[i+1:]...)
		}
	}
	return terms
}

func (s *style) product(e *Expr) (string, int) {
	if neg, rest := negative(e); neg {
		text, _ := s.write(rest)
		return strings.TrimSpace(s.minus) + bracket(text, rest.Kind == Sum), medium
	}
	var above, below []*Expr
	for i, a := range e.Args {
		if f, ok := nice(a.Value); ok && !f.root && s.exact && i == 0 && a.Kind == Number && len(e.Args) > 1 {
			above, below = f.split()
		} else if a.Kind == Power && a.Args[1].Kind == Number && a.Args[1].Value < 0 {
			below = append(below, power(a.Args[0], Num(-a.Args[1].Value)))
		} else {
			above = append(above, a)
		}
	}
	if len(above)+len(below) == 1 && len(below) == 0 {
		return s.write(above[0])
	}
	switch {
	case len(below) == 0:
		return s.factors(above), medium
	case s.fraction != nil:
		return s.fraction(s.alone(above), s.alone(below)), medium
	case len(below) == 1:
		return s.factors(above) + s.over + s.held(below[0], tight), medium
	}
	return s.factors(above) + s.over + "(" + s.factors(below) + ")", medium
}

// alone is a product that a fraction's bar keeps together.
func (s *style) alone(factors []*Expr) string {
	if len(factors) == 1 {
		return factors[0].in(s)
	}
	return s.factors(factors)
}

func (s *style) factors(factors []*Expr) string {
	if len(factors) == 0 {
		return s.number(1)
	}
	words := make([]string, len(factors))
	for i, f := range factors {
		least := tight
		if i == 0 && f.Kind == Number && f.Value > 0 {
			least = medium // a fraction may lead
		}
		words[i] = s.held(f, least)
	}
	return strings.Join(words, s.times)
}

var plain = style{
	minus: " − ", times: "·", over: "/", exact: true,
	number: func(v float64) string {
		if f, ok := nice(v); ok {
			text := f.text("·", "π", func(k int) string { return superscript(strconv.Itoa(k)) })
			if f.root {
				return "√" + bracket(text, strings.ContainsAny(text, "·/"))
			}
			return text
		}
		return number(v)
	},
	variable: plainName,
	power: func(s *style, base, exponent *Expr) string {
		if exponent.isNumber(0.5) {
			text, holds := s.write(base)
			return "√" + bracket(text, holds < atom)
		}
		if exponent.Kind == Number && whole(exponent.Value) && exponent.Value < 1e6 && !exponent.free {
			return s.held(base, atom) + superscript(number(exponent.Value))
		}
		return s.held(base, atom) + "^" + s.held(exponent, atom)
	},
	call: func(_ *function, name, arg string) string { return name + "(" + arg + ")" },
}

// text is p/q·π^k.
func (f fraction) text(times, pi string, power func(k int) string) string {
	above, below := strconv.Itoa(f.p), strconv.Itoa(f.q)
	if k := max(f.k, -f.k); k > 0 {
		if k > 1 {
			pi += power(k)
		}
		side := &above
		if f.k < 0 {
			side = &below
		}
		if *side == "1" {
			*side = pi
		} else {
			*side += times + pi
			if f.k < 0 {
				*side = "(" + *side + ")"
			}
		}
	}
	if below == "1" {
		return above
	}
	return above + "/" + below
}

// split is the fraction's whole factors above and below the bar; those of 1 are left out.
func (f fraction) split() (above, below []*Expr) {
	if v := (fraction{p: f.p, q: 1, k: max(f.k, 0)}).value(); v != 1 {
		above = []*Expr{Num(v)}
	}
	if v := (fraction{p: f.q, q: 1, k: max(-f.k, 0)}).value(); v != 1 {
		below = []*Expr{Num(v)}
	}
	return above, below
}

func superscript(digits string) string { return raised.Replace(digits) }

var raised = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻")

var lowered = strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇", "8", "₈", "9", "₉")

// plainName sets the digits at a name's end low; a name that is no identifier stands in quotes.
func plainName(name string) string {
	stem := strings.TrimRight(name, "0123456789")
	if strings.HasSuffix(stem, "_") {
		stem = name
	}
	if _, function := functions[name]; function || !word(name) || name == "pi" {
		return strconv.Quote(name)
	}
	return stem + lowered.Replace(name[len(stem):])
}

// word reports a name of letters, digits and _ that starts with a letter.
func word(name string) bool {
	for i, r := range name {
		letter := r == '_' && i > 0 || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'α' && r <= 'ω' && r != 'π'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}
