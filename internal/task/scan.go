package task

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gobimt/bimt/internal/nearest"
)

// mark is a number, a name or a sign of a formula, at a byte of it.
type mark struct {
	kind markKind
	text string
	at   int
}

type markKind int

const (
	number markKind = iota
	name
	function // a name that brackets must follow
	word     // and, or, not: signs in letters
	sign
	exponent // a number written as a superscript
)

// shapes are what a formula consists of.
var shapes = []struct {
	kind  markKind
	shape *regexp.Regexp
}{
	{number, regexp.MustCompile(`^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`)},
	{word, regexp.MustCompile(`^(and|or|not|true|false)\b`)},
	{name, regexp.MustCompile(`^[\pL_][\pL\pN_]*`)},
	{exponent, regexp.MustCompile(`^⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+`)},
	{sign, regexp.MustCompile(`^(\*\*|<=|>=|==|!=|&&|\|\||[-+*/^%(),<>?:!√·×−÷])`)},
}

// typed are signs of paper as keyboards have them.
var typed = map[string]string{"·": "*", "×": "*", "−": "-", "÷": "/"}

const superscripts, figures = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"

// scan cuts a formula into marks.
func scan(src string) (marks []mark, err error) {
	for at := 0; at < len(src); {
		if strings.ContainsRune(" \t\r\n", rune(src[at])) {
			at++
			continue
		}
		m := mark{at: at}
		for _, s := range shapes {
			if m.text = s.shape.FindString(src[at:]); m.text != "" {
				m.kind = s.kind
				break
			}
		}
		if m.text == "" {
			r, _ := utf8.DecodeRuneInString(src[at:])
			return nil, &misplaced{at, "the character " + string(r) + " is no arithmetic"}
		}
		if i := strings.IndexAny(m.text, superscripts); m.kind == name && i > 0 {
			m.text = m.text[:i] // \pN has them too
		}
		at += len(m.text)
		if t, ok := typed[m.text]; ok {
			m.text = t
		}
		marks = append(marks, m)
	}
	return marks, nil
}

// products writes the signs that a formula on paper leaves out: 2x1, x1x2, 2(x1+1), x1², √x1.
func products(marks []mark, env map[string]any) (out []mark, err error) {
	if marks, err = known(marks, env); err != nil {
		return nil, err
	}
	open := []string{""} // the last operation inside of each bracket that is open
	for i, m := range marks {
		before := mark{kind: sign}
		if i > 0 {
			before = marks[i-1]
		}
		last := &open[len(open)-1]
		if before.ends() && (m.kind == name || m.kind == function || m.text == "(" || m.text == "√") {
			if *last == "/" || *last == "^" || *last == "**" {
				return nil, &misplaced{m.at, "a product without a sign after " + *last + " can be read in two ways: write * or brackets"}
			}
			out = append(out, mark{sign, "*", m.at})
		}
		switch {
		case m.kind == exponent:
			out = append(out, mark{sign, "^", m.at}, mark{number, lowered(m.text), m.at})
			continue
		case before.text == "√" && m.text != "(":
			if m.kind != number && m.kind != name {
				return nil, &misplaced{m.at, "√ of what? write √x or √(…)"}
			}
			out = append(out, mark{sign, "(", m.at}, m, mark{sign, ")", m.at})
			continue
		case m.text == "√":
			m = mark{function, "sqrt", m.at}
		case m.text == "(":
			open = append(open, "")
		case m.text == ")" && len(open) > 1:
			open = open[:len(open)-1]
		case m.kind == sign:
			*last = m.text
		}
		out = append(out, m)
	}
	if last := len(marks) - 1; last >= 0 && marks[last].text == "√" {
		return nil, &misplaced{marks[last].at, "√ of what? write √x or √(…)"}
	}
	return out, nil
}

// ends says whether a factor can end here.
func (m mark) ends() bool {
	return m.kind == number || m.kind == name || m.kind == exponent || m.text == ")"
}

// known finds out what names mean: each is one of a formula's own, or several, whose product it is.
func known(marks []mark, env map[string]any) (out []mark, err error) {
	names := append(slices.Sorted(maps.Keys(env)), builtins...)
	isFunction := func(n string) bool {
		_, is := env[n].(float64)
		return !is
	}
	for i, m := range marks {
		called := i+1 < len(marks) && marks[i+1].text == "("
		switch {
		case m.kind != name:
			out = append(out, m)
		case !slices.Contains(names, m.text):
			parts := split(m, names, func(n string, end int) bool { return !isFunction(n) || called && end == len(m.text) })
			switch len(parts) {
			case 0:
				return nil, &misplaced{m.at, nearest.Unknown("name", excerpt(m.text, ""), names).Error()}
			case 1:
				return nil, &misplaced{m.at, excerpt(m.text, "") + " can be read as a product in more than one way: write *"}
			}
			if last := &parts[len(parts)-1]; isFunction(last.text) {
				last.kind = function
			}
			out = append(out, parts...)
		case !isFunction(m.text):
			out = append(out, m)
		case called:
			out = append(out, mark{function, m.text, m.at})
		default:
			return nil, &misplaced{m.at, "put brackets after " + m.text}
		}
	}
	return out, nil
}

// split cuts a name into those that are known and fit where they end. It gives none if that can't be done, and the name
// itself if it can be done in several ways.
func split(m mark, names []string, fits func(name string, end int) bool) (parts []mark) {
	ways, first := make([]int, len(m.text)+1), make([]string, len(m.text)) // from each byte on
	ways[len(m.text)] = 1
	for at := len(m.text) - 1; at >= 0; at-- {
		for _, n := range names {
			if end := at + len(n); strings.HasPrefix(m.text[at:], n) && ways[end] > 0 && fits(n, end) {
				ways[at], first[at] = min(ways[at]+ways[end], 2), n
			}
		}
	}
	if ways[0] != 1 {
		return []mark{m}[:min(ways[0], 1)]
	}
	for at := 0; at < len(m.text); at += len(first[at]) {
		parts = append(parts, mark{name, first[at], m.at + at})
	}
	return parts
}

// lowered writes superscripts as digits.
func lowered(s string) string {
	return strings.Map(func(r rune) rune {
		return rune(figures[slices.Index([]rune(superscripts), r)])
	}, s)
}
