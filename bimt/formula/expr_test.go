package formula_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/formula"
)

func parse(t *testing.T, text string) *formula.Expr {
	t.Helper()
	e, err := formula.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestPrint(t *testing.T) {
	for text, want := range map[string][4]string{
		"x1^2+sin(pi*x4)":      {"x₁² + sin(π·x₄)", `x_{1}^{2} + \sin\left(\pi \cdot x_{4}\right)`, "math.Pow(x1, 2.0) + (math.Sin(3.141592653589793*x4))", "x1**2 + (sin(pi*x4))"},
		"sqrt((x1-x2)^2+1)":    {"√((x₁ − x₂)² + 1)", `\sqrt{(x_{1} - x_{2})^{2} + 1}`, "math.Sqrt(math.Pow(x1 - x2, 2.0) + 1.0)", "sqrt((x1 - x2)**2 + 1)"},
		"a/(4*pi*b*r^2)":       {"a/(4·π·b·r²)", `\frac{a}{4 \pi \cdot b \cdot r^{2}}`, "0.07957747154594767*a/(b*math.Pow(r, 2.0))", "a/(4*pi*b*r**2)"},
		"-x/3":                 {"−x/3", `-\frac{x}{3}`, "-0.3333333333333333*x", "-x/3"},
		"\"sepal, cm\"*x^-1.5": {"\"sepal, cm\"/x^1.5", `\frac{\mathrm{sepal,\ cm}}{x^{1.5}}`, "sepal, cm/math.Pow(x, 1.5)", "Symbol(\"sepal, cm\")/x**1.5"},
	} {
		e := parse(t, strings.ReplaceAll(text, "^-1.5", "^(-1.5)"))
		if got := [4]string{e.String(), e.LaTeX(), e.Go(), e.SymPy()}; got != want {
			t.Errorf("%s is printed\n%q, want\n%q", text, got, want)
		}
	}
}

func TestSimplify(t *testing.T) {
	for text, want := range map[string]string{
		"x+x":             "2·x",
		"x*x":             "x²",
		"x-x":             "0",
		"(x+1)-(x+1)":     "0",
		"2*(3*x)*x/x":     "6·x",
		"(x^2)^3":         "x⁶",
		"sqrt(x^2)":       "√(x²)",
		"sqrt(x)^2":       "x",
		"exp(x)^2":        "exp(2·x)",
		"1/(1/x)":         "x",
		"cos(-2*x)":       "cos(2·x)",
		"sin(-x)":         "−sin(x)",
		"2+3*4":           "14",
		"0*x+y":           "y",
		"-(x-y)":          "y − x",
		"2^3^2":           "", // one power at a time
		"(x*y)^2/y":       "x²·y",
		"x/y*(y/x)":       "1",
		"sqrt(4)*log(1)":  "0",
		"a^b*a^2":         "a²·a^b",
		"x^1*y^0 + 0*z+1": "x + 1",
	} {
		if want == "" {
			if _, err := formula.Parse(text); err == nil {
				t.Errorf("%s is read", text)
			}
			continue
		}
		if got := parse(t, text).String(); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

func TestLength(t *testing.T) {
	for text, want := range map[string]int{"x": 1, "x^2+1": 5, "sqrt(x)": 2, "-x": 1, "x/y": 4, "sin(2*x)": 4} {
		if got := parse(t, text).Length(); got != want {
			t.Errorf("%s has length %d, want %d", text, got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "it ends where",
		"x +":                     "it ends where",
		"(x":                      "not closed",
		"sin(x":                   "bracket of sin",
		"foo(x)":                  `no function "foo"`,
		"x ? y":                   "left over",
		"1.2.3":                   "no number",
		`"x`:                      "quote is not closed",
		"%":                       `'%' is no number`,
		strings.Repeat("(", 2000): "nested",
	} {
		if _, err := formula.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want one that says %q", text, err, want)
		}
	}
	if _, err := formula.Var("x").Compile([]string{"y"}); err == nil || !strings.Contains(err.Error(), `"x" is none of`) {
		t.Errorf("an unknown column: %v", err)
	}
	if _, err := formula.Apply("foo", formula.Var("x")).Compile([]string{"x"}); err == nil {
		t.Error("an unknown function compiles")
	}
	if (&formula.Expr{Kind: formula.Power}).Check() == nil {
		t.Error("a power of nothing passes")
	}
}

// grown is a random expression of x1, x2 and "a b".
func grown(r *rand.Rand, depth int) *formula.Expr {
	if depth == 0 {
		return []*formula.Expr{formula.Var("x1"), formula.Var("x2"), formula.Var("a b"), formula.Num(float64(r.IntN(7) - 3)), formula.Num(math.Pi * float64(r.IntN(5)) / 3), formula.Num(r.NormFloat64())}[r.IntN(6)]
	}
	next := func() *formula.Expr { return grown(r, r.IntN(depth)) }
	switch r.IntN(7) {
	case 0:
		return formula.Add(next(), next(), next())
	case 1:
		return formula.Sub(next(), next())
	case 2:
		return formula.Mul(next(), next())
	case 3:
		return formula.Div(next(), next())
	case 4:
		return formula.Pow(next(), formula.Num(float64(r.IntN(9)-4)/2))
	case 5:
		return formula.Sqrt(next())
	}
	f := formula.Functions()
	return formula.Apply(f[r.IntN(len(f))], next())
}

func FuzzRoundTrip(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	names := []string{"x1", "x2", "a b"}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 7))
		raw := grown(r, 5)
		e := raw.Simplify()
		text := e.String()
		back, err := formula.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		fns := make([]*formula.Func, 3)
		for i, e := range []*formula.Expr{raw, e, back} {
			if fns[i], err = e.Compile(names); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			row := []float64{3 * r.Float64(), 3 * r.Float64(), 3 * r.Float64()}
			want, got, read := fns[0].Eval(row), fns[1].Eval(row), fns[2].Eval(row)
			if tame(want) && !near(got, want) {
				t.Fatalf("%s simplified to %s gives %v, want %v at %v", raw, text, got, want, row)
			}
			if tame(got) && !near(read, got) {
				t.Fatalf("%s reads back as %s: %v, want %v at %v", text, back, read, got, row)
			}
		}
	})
}

func tame(v float64) bool { return !math.IsNaN(v) && math.Abs(v) < 1e6 && math.Abs(v) > 1e-6 }

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*(1+math.Abs(b)) }

func FuzzParse(f *testing.F) {
	for _, s := range []string{"x₁² + sin(π·x₄)", "√(x)", "1/(4·π)·a", "\"a\\\"b\"^-2", "2e-5x", "x^^", "((((", "⁵", "x₁₂³"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := formula.Parse(text)
		if err != nil {
			return
		}
		if _, err := formula.Parse(e.String()); err != nil && !strings.Contains(e.String(), "Inf") && !strings.Contains(e.String(), "NaN") {
			t.Fatalf("%q is read and printed as %q, which is not read: %v", text, e, err)
		}
	})
}

// SymPy computes what it is given as Eval does.
func TestSymPy(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err == nil {
		err = exec.Command(python, "-c", "import sympy").Run()
	}
	if err != nil {
		t.Skip("no Python with sympy is installed: the SymPy that is printed was not run")
	}
	var script strings.Builder
	script.WriteString("from sympy import *\n")
	for i, text := range []string{"x1^2 + sin(pi*x2)/3", "sqrt(x1)*exp(-x2/2)/(x1+x2)^1.5", "silu(x1)+gelu(x2)+relu(x1-x2)+tanh(x1)", "-(x1-x2)^3+asin(x1/9)", "2*pi^2/(7*x1)"} {
		e := parse(t, text)
		f, err := e.Compile([]string{"x1", "x2"})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&script, "x1, x2 = Rational(7,10), Rational(13, 10)\nassert abs(float(%s) - %.17g) < 1e-12, %d\n", e.SymPy(), f.Eval([]float64{0.7, 1.3}), i)
	}
	if out, err := exec.Command(python, "-c", script.String()).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, script.String())
	}
}
