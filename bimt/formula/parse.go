package formula

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads what String writes, and plain typing of the same: * for ·, - for −, ^ for
// raised digits, x1 for x₁, sqrt(x) for √x, pi for π.
func Parse(text string) (*Expr, error) {
	p := &parser{text: text}
	e, err := p.sum()
	if err == nil && p.peek() != 0 {
		err = p.errorf("%q is left over", p.text[p.at:])
	}
	if err != nil {
		return nil, err
	}
	return e.Simplify(), e.Check()
}

type parser struct {
	text  string
	at    int
	depth int
}

// maxDepth keeps hostile brackets from exhausting the stack.
const maxDepth = 1000

func (p *parser) errorf(format string, args ...any) error {
	return fmt.Errorf("formula %q, at %d: %s", p.text, p.at, fmt.Sprintf(format, args...))
}

// peek is the next rune that is no space, 0 at the end.
func (p *parser) peek() rune {
	for {
		r, n := utf8.DecodeRuneInString(p.text[p.at:])
		if n == 0 {
			return 0
		}
		if !unicode.IsSpace(r) {
			return r
		}
		p.at += n
	}
}

// take moves over the next rune if it is one of these.
func (p *parser) take(any string) bool {
	r := p.peek()
	if r == 0 || !strings.ContainsRune(any, r) {
		return false
	}
	p.at += utf8.RuneLen(r)
	return true
}

func (p *parser) sum() (*Expr, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.errorf("brackets are nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	var terms []*Expr
	for minus := p.take("−-"); ; {
		t, err := p.product()
		if err != nil {
			return nil, err
		}
		if minus {
			t = Mul(Num(-1), t)
		}
		terms = append(terms, t)
		if minus = p.take("−-"); !minus && !p.take("+") {
			return Add(terms...), nil
		}
	}
}

func (p *parser) product() (*Expr, error) {
	f, err := p.power()
	factors := []*Expr{f}
	for err == nil {
		over := p.take("/÷")
		if !over && !p.take("·*×") {
			break
		}
		f, err = p.power()
		if over && err == nil {
			f = Pow(f, Num(-1))
		}
		factors = append(factors, f)
	}
	return Mul(factors...), err
}

func (p *parser) power() (*Expr, error) {
	if p.take("√") {
		a, err := p.atom()
		if err != nil {
			return nil, err
		}
		return p.raised(Sqrt(a))
	}
	a, err := p.atom()
	if err != nil {
		return nil, err
	}
	return p.raised(a)
}

// raised reads what follows a base: ^ and an atom, or raised digits.
func (p *parser) raised(base *Expr) (*Expr, error) {
	if p.take("^") {
		b, err := p.atom()
		return Pow(base, b), err
	}
	if digits := p.digits("⁰¹²³⁴⁵⁶⁷⁸⁹"); digits != "" {
		v, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return nil, p.errorf("%v", err)
		}
		return Pow(base, Num(v)), nil
	}
	return base, nil
}

// digits reads runes of a set of ten as the digits they stand for.
func (p *parser) digits(ten string) string {
	var b strings.Builder
	for {
		r, n := utf8.DecodeRuneInString(p.text[p.at:])
		i := strings.IndexRune(ten, r)
		if n == 0 || i < 0 {
			return b.String()
		}
		b.WriteByte(byte('0' + utf8.RuneCountInString(ten[:i])))
		p.at += n
	}
}

func (p *parser) atom() (*Expr, error) {
	r := p.peek()
	switch {
	case p.take("("):
		e, err := p.sum()
		if err == nil && !p.take(")") {
			err = p.errorf("a bracket is not closed")
		}
		return e, err
	case p.take("π"):
		return Num(math.Pi), nil
	case r == '"':
		return p.quoted()
	case r >= '0' && r <= '9' || r == '.':
		return p.number()
	case r != 0 && word(string(r)):
		return p.named()
	case r == 0:
		return nil, p.errorf("it ends where a number, a variable or a bracket must follow")
	}
	return nil, p.errorf("%q is no number, variable or bracket", r)
}

func (p *parser) quoted() (*Expr, error) {
	q, err := strconv.QuotedPrefix(p.text[p.at:])
	if err != nil {
		return nil, p.errorf("a name's quote is not closed")
	}
	name, err := strconv.Unquote(q)
	if err != nil {
		return nil, p.errorf("%v", err)
	}
	p.at += len(q)
	return Var(name), nil
}

func (p *parser) number() (*Expr, error) {
	end := p.at
	for end < len(p.text) {
		c := p.text[end]
		exponent := c == 'e' && end+1 < len(p.text) && strings.IndexByte("0123456789+-", p.text[end+1]) >= 0
		sign := (c == '+' || c == '-') && p.text[end-1] == 'e' && end > p.at
		if !(c >= '0' && c <= '9') && c != '.' && !exponent && !sign {
			break
		}
		end++
	}
	v, err := strconv.ParseFloat(p.text[p.at:end], 64)
	if err != nil {
		return nil, p.errorf("%q is no number", p.text[p.at:end])
	}
	p.at = end
	return Num(v), nil
}

// named reads a variable, a function with its argument, or pi.
func (p *parser) named() (*Expr, error) {
	start := p.at
	for p.at < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.at:])
		if !word("a" + string(r)) {
			break
		}
		p.at += n
	}
	name := p.text[start:p.at]
	name += p.digits("₀₁₂₃₄₅₆₇₈₉")
	if !p.take("(") {
		if name == "pi" {
			return Num(math.Pi), nil
		}
		return Var(name), nil
	}
	arg, err := p.sum()
	if err == nil && !p.take(")") {
		err = p.errorf("the bracket of %s is not closed", name)
	}
	if err != nil {
		return nil, err
	}
	if name == "sqrt" {
		return Sqrt(arg), nil
	}
	if _, ok := functions[name]; !ok {
		return nil, p.errorf("there is no function %q: use sqrt or one of %v", name, Functions())
	}
	return Apply(name, arg), nil
}
