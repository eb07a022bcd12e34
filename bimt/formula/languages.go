package formula

import (
	"fmt"
	"strconv"
	"strings"
)

var latex, sympy style

func init() { // they call themselves
	latex, sympy = latexStyle(), sympyStyle()
}

func latexStyle() style {
	return style{
		minus: " - ", times: ` \cdot `, exact: true,
		number: func(v float64) string {
			if f, ok := nice(v); ok {
				if f.root {
					return `\sqrt{` + latex.number(fraction{p: f.p, q: f.q, k: f.k}.value()) + "}"
				}
				above, below, ok := strings.Cut(f.text(" ", `\pi`, func(k int) string { return fmt.Sprintf("^{%d}", k) }), "/")
				if !ok {
					return above
				}
				return fmt.Sprintf(`\frac{%s}{%s}`, above, strings.Trim(below, "()"))
			}
			if mantissa, exponent, ok := strings.Cut(number(v), "e"); ok {
				n, _ := strconv.Atoi(exponent) // strconv wrote it
				return fmt.Sprintf(`%s \cdot 10^{%d}`, mantissa, n)
			}
			return number(v)
		},
		variable: func(name string) string {
			stem := strings.TrimRight(name, "0123456789")
			switch {
			case !word(name) || strings.Contains(stem, "_"):
				return `\mathrm{` + strings.NewReplacer("_", `\_`, " ", `\ `, "%", `\%`, "#", `\#`, "&", `\&`, "$", `\$`, "{", `\{`, "}", `\}`, "\\", `\backslash `, "^", `\hat{}`, "~", `\sim `).Replace(name) + "}"
			case len(stem) > 1 && stem[0] < 128:
				stem = `\mathrm{` + stem + "}"
			}
			if digits := name[len(strings.TrimRight(name, "0123456789")):]; digits != "" {
				return stem + "_{" + digits + "}"
			}
			return stem
		},
		power: func(s *style, base, exponent *Expr) string {
			if exponent.isNumber(0.5) {
				return `\sqrt{` + base.in(s) + "}"
			}
			return s.held(base, atom) + "^{" + exponent.in(s) + "}"
		},
		call:     func(f *function, _, arg string) string { return f.tex + `\left(` + arg + `\right)` },
		fraction: func(above, below string) string { return `\frac{` + above + "}{" + below + "}" },
	}
}

var golang = style{
	minus: " - ", times: "*", over: "/",
	number: func(v float64) string {
		s := number(v)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		return s
	},
	variable: func(name string) string { return name },
	power: func(s *style, base, exponent *Expr) string {
		if exponent.isNumber(0.5) {
			return "math.Sqrt(" + base.in(s) + ")"
		}
		return "math.Pow(" + base.in(s) + ", " + exponent.in(s) + ")"
	},
	call: func(f *function, _, arg string) string { return "(" + filled(f.gofn, arg) + ")" },
}

func sympyStyle() style {
	return style{
		minus: " - ", times: "*", over: "/", exact: true,
		number: func(v float64) string {
			f, ok := nice(v)
			if !ok {
				return number(v)
			}
			if f.root {
				return "sqrt(" + sympy.number(fraction{p: f.p, q: f.q, k: f.k}.value()) + ")"
			}
			if f.k == 0 {
				return fmt.Sprintf("Rational(%d, %d)", f.p, f.q)
			}
			return f.text("*", "pi", func(k int) string { return "**" + strconv.Itoa(k) })
		},
		variable: func(name string) string {
			if word(name) && !taken(name) {
				return name
			}
			return "Symbol(" + strconv.QuoteToASCII(name) + ")"
		},
		power: func(s *style, base, exponent *Expr) string {
			if exponent.isNumber(0.5) {
				return "sqrt(" + base.in(s) + ")"
			}
			return s.held(base, atom) + "**" + s.held(exponent, atom)
		},
		call: func(f *function, _, arg string) string { return "(" + filled(f.sympy, arg) + ")" },
	}
}

// taken says that a name means something else in Python or SymPy: sympify("I") is √−1.
func taken(name string) bool {
	const words = " False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield" +
		" C E I N O Q S Abs Max Rational Symbol beta gamma zeta oo pi sqrt "
	return strings.Contains(words, " "+name+" ") || functions[name] != nil
}

func filled(format, arg string) string {
	if strings.Contains(format, "%[1]s") {
		return strings.ReplaceAll(format, "%[1]s", arg)
	}
	return strings.Replace(format, "%s", arg, 1)
}
