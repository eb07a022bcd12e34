package task

import (
	"regexp"
	"slices"
	"sort"
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
	{exponent, regexp.MustCompile(`^[⁰¹²³⁴⁵⁶⁷⁸⁹]+`)},
	{sign, regexp.MustCompile(`^(\*\*|<=|>=|==|!=|&&|\|\||[-+*/^%(),<>?:!√·×−÷])`)},
}

// typed are signs of paper as keyboards have them.
var typed = map[string]string{"·": "*", "×": "*", "−": "-", "÷": "/"}

const superscripts, figures = "⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"

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

// products finds out names, and writes the signs that a formula on paper leaves out: 2x1, x1x2, 2(x1+1), x1², √x1.
func products(marks []mark, env map[string]any) (out []mark, err error) {
	var known []mark
	for i, m := range marks {
		called := i+1 < len(marks) && marks[i+1].text == "("
		if m.kind != name {
			known = append(known, m)
			continue
		}
		parts, err := split(m, env, called)
		if err != nil {
			return nil, err
		}
		known = append(known, parts...)
	}
	last := "" // operation before this factor
	for i := 0; i < len(known); i++ {
		m := known[i]
		begins := m.kind == name || m.kind == function || m.text == "(" || m.text == "√"
		if i > 0 && begins && ends(known[i-1]) {
			if last == "/" || last == "^" || last == "**" {
				return nil, &misplaced{m.at, "a product without a sign after " + last + " can be read in two ways: write * or brackets"}
			}
			out = append(out, mark{sign, "*", m.at})
		}
		switch {
		case m.kind == exponent:
			out = append(out, mark{sign, "^", m.at}, mark{number, lowered(m.text), m.at})
			continue
		case m.text == "√":
			if i++; i == len(known) || known[i].kind == sign && known[i].text != "(" {
				return nil, &misplaced{m.at, "√ of what? write √x or √(…)"}
			}
			if out = append(out, mark{name, "sqrt", m.at}); known[i].text == "(" || known[i].kind == function {
				i-- // its brackets follow
				if known[i+1].kind == function {
					return nil, &misplaced{known[i+1].at, "put brackets after √"}
				}
				continue
			}
			out = append(out, mark{sign, "(", m.at}, known[i], mark{sign, ")", m.at})
			continue
		case m.kind == sign && m.text != ")":
			last = m.text
		}
		out = append(out, m)
	}
	return out, nil
}

// ends says whether a factor can end here.
func ends(m mark) bool {
	return m.kind == number || m.kind == name || m.kind == exponent || m.text == ")"
}

// split finds out what a name is: one that is known, or several of them, whose product it is.
func split(m mark, env map[string]any, called bool) ([]mark, error) {
	var names []string
	for n := range env {
		names = append(names, n)
	}
	names = append(names, builtins...)
	sort.Strings(names)
	isFunction := func(n string) bool {
		_, constant := env[n].(float64)
		return !constant
	}
	if slices.Contains(names, m.text) {
		if !isFunction(m.text) {
			return []mark{m}, nil
		}
		if !called {
			return nil, &misplaced{m.at, "put brackets after " + m.text}
		}
		return []mark{{function, m.text, m.at}}, nil
	}
	ways := 0
	var found []mark
	var try func(at int, so []mark)
	try = func(at int, so []mark) {
		if at == len(m.text) {
			ways, found = ways+1, slices.Clone(so)
			return
		}
		for _, n := range names {
			end := at + len(n)
			if ways > 1 || !strings.HasPrefix(m.text[at:], n) {
				continue
			}
			part := mark{name, n, m.at + at}
			if isFunction(n) {
				if part.kind = function; !called || end < len(m.text) {
					continue
				}
			}
			try(end, append(so, part))
		}
	}
	if len(m.text) <= 64 {
		try(0, nil)
	}
	switch ways {
	case 1:
		return found, nil
	case 0:
		return nil, &misplaced{m.at, nearest.Unknown("name", m.text, names).Error()}
	}
	return nil, &misplaced{m.at, m.text + " can be read as a product in more than one way: write *"}
}

// lowered writes superscripts as digits.
func lowered(s string) string {
	return strings.Map(func(r rune) rune {
		return rune(figures[slices.Index([]rune(superscripts), r)])
	}, s)
}
