package task

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr"
)

// at23 computes a formula at x1 = 2, x2 = 3.
func at23(t *testing.T, src string) float64 {
	t.Helper()
	inputs := []string{"x1", "x2"}
	env := environment(inputs)
	env["x1"], env["x2"] = 2.0, 3.0
	p, err := compile(src, inputs)
	if err != nil {
		t.Errorf("%s: %v", src, err)
		return math.NaN()
	}
	v, err := value(p, env)
	if err != nil {
		t.Errorf("%s: %v", src, err)
	}
	return v
}

// Formulas mean what they mean on paper.
func TestFormulas(t *testing.T) {
	for src, want := range map[string]float64{
		"2x1": 4, "2*x1": 4, "x1x2": 6, "2x1x2": 12, "x1²": 4, "x2⁻¹x1": 2.0 / 3, "x1¹⁰": 1024, "2x1²x2": 24, "(x1+1)(x2−1)": 6, "2(x1+x2)": 10, "x1(x2+1)": 8,
		"√x1": math.Sqrt2, "√(x1+2)": 2, "2√4x1": 8, "√4": 2, "x1·x2": 6, "x1×x2": 6, "x2÷x1": 1.5, "πx1": 2 * math.Pi, "2π": 2 * math.Pi, "2pi x1": 4 * math.Pi,
		"sin(πx1)": math.Sin(math.Pi * 2), "2sin(x1)": 2 * math.Sin(2), "x1sin(x2)": 2 * math.Sin(3), "e": math.E, "e^x1": math.Pow(math.E, 2), "2e3": 2000, "2e": 2 * math.E, "1e-3x1": 0.002,
		"ln(x1)": math.Log(2), "log10(1000)": 3, "log2(8)": 3, "sinh(x1)": math.Sinh(2), "cosh(x1)": math.Cosh(2), "asin(x1/4)": math.Asin(0.5), "acos(0.5)": math.Acos(0.5),
		"atan(x1)": math.Atan(2), "atan2(x1, x2)": math.Atan2(2, 3), "hypot(3, 4)": 5, "abs(-x1)": 2, "min(x1, x2)": 2, "max(x1, x2, 7)": 7, "ceil(2.1)": 3, "floor(2.9)": 2, "round(2.6)": 3,
		"-x1^2": -4, "2^3^2": 512, "x1 > x2 ? 1 : 0": 0, "x1 < x2 and not (x1 == 3) ? x1 : x2": 2, "7 % 4 * x1": 6, "(x1+x2)^3": 125, "sqrt((x1-x2)^2 + sin(pi*0))": 1, "x1**2": 4, ".5x1": 1, "(1/2)x1": 1, "1/(2x1)": 0.25, "x2(1/2)x1": 3, "3": 3,
	} {
		if got := at23(t, src); math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%s is %v, want %v", src, got, want)
		}
	}
}

// What a picture prints can be typed in again.
func TestPrettyFormulasAreFormulas(t *testing.T) {
	for src, want := range map[string]string{
		"sqrt((x1-x2)^2 + sin(pi*x2))": "√((x1−x2)²+sin(πx2))",
		"x1^12*pi":                     "x1¹²·π",
		"2*pi * x1^2.5":                "2·πx1^2.5",
		"2*x1*x2":                      "2·x1·x2",
		"x1**2 * x2":                   "x1²·x2",
	} {
		got := prettyFormula(src)
		if got != want {
			t.Errorf("%s is drawn as %s, want %s", src, got, want)
		}
		if a, b := at23(t, src), at23(t, got); a != b {
			t.Errorf("%s is %v, but %s is %v", src, a, got, b)
		}
	}
}

func TestFormulaErrors(t *testing.T) {
	for src, want := range map[string]string{
		`len(repeat(repeat("a",100000),100000))`: `▸"a"`,
		"now()":                                  "▸now() (column 1): unknown name",
		"x1 + sine(x2)":                          `x1 + ▸sine(x2) (column 6): unknown name "sine" (did you mean "sin"`,
		"x1 + ":                                  "column 6",
		"x1 + (x2":                               "column",
		"sin x1":                                 "▸sin x1 (column 1): put brackets after sin",
		"1/2x1":                                  "1/2▸x1 (column 4): a product without a sign after / can be read in two ways",
		"2^3x1":                                  "a product without a sign after ^",
		"x1 x9":                                  `unknown name "x9"`,
		"√":                                      "√ of what",
		"√sin(x1)":                               "√ of what",
		"√(":                                     "column",
		"sum(1..1000000000)":                     "▸sum",
		`"a" + "b"`:                              `the character " is no arithmetic`,
		"let a = 1; a":                           "column 7",
		"[1, 2][0]":                              "the character [ is no arithmetic",
		"2x1(1/2)x2/":                            "column 12",
		"1/(2)x1":                                "after / can be read in two ways",
		"x1 | abs":                               "no arithmetic",
		"x1 > 1":                                 "float64",
		"":                                       "column 1",
		strings.Repeat("x1+", 2000) + "x1":       "nodes",
		strings.Repeat("(", 9000):                "column",
		strings.Repeat("x1 ", 5000):              "too long",
		strings.Repeat("-", 9000) + "x1":         "nodes",
		strings.Repeat("√", 3000) + "x1":         "√ of what",
		strings.Repeat("x1^", 3000) + "x1":       "nodes",
		strings.Repeat("sin(", 2000) + "x1":      "it may use",
		strings.Repeat("a", 9000) + "q":          "unknown name",
	} {
		start := time.Now()
		_, err := compile(src, []string{"x1", "x2", "a", "aa"})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60s: %.300v, want %q", src, err, want)
		}
		if took := time.Since(start); took > time.Minute { // without limits hours, on any machine
			t.Errorf("%.60s took %v", src, took)
		}
	}
	if _, err := compile("aaa", []string{"a", "aa"}); err == nil || !strings.Contains(err.Error(), "more than one way") {
		t.Errorf("a·aa or aa·a: %v", err)
	}
	if p, err := compile("e + min", []string{"e", "min"}); err != nil || p == nil {
		t.Errorf("inputs called e and min: %v", err)
	}
}

func make1(t *testing.T, f Formula) *Data {
	t.Helper()
	d, err := f.Make(context.Background(), rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Noise is added to the answers of rows to train on, and to nothing else.
func TestFormulaNoise(t *testing.T) {
	f := Formula{Inputs: []string{"x"}, Formulas: []string{"2x", "x²"}, Range: []float64{-1, 1}, TrainRows: 2000, TestRows: 50}
	clean := make1(t, f)
	f.Noise = 0.5
	noisy := make1(t, f)
	off := 0.0
	for i, y := range clean.Train.Y {
		off += (y - noisy.Train.Y[i]) * (y - noisy.Train.Y[i]) / float64(len(clean.Train.Y))
	}
	if math.Abs(math.Sqrt(off)-0.5) > 0.03 {
		t.Errorf("the noise has deviation %v, want 0.5", math.Sqrt(off))
	}
	for i, x := range clean.Train.X {
		if x != noisy.Train.X[i] {
			t.Fatal("inputs change with the noise")
		}
	}
	for i, y := range clean.Test.Y {
		if y != noisy.Test.Y[i] || clean.Test.X[i/2] != noisy.Test.X[i/2] {
			t.Fatal("the test changes with the noise")
		}
	}
}

func TestPolesAreSaid(t *testing.T) {
	for src, want := range map[string]string{
		"1/x": "formula 1/x divides by what is 0 in the range, near x = ", "x/(x−0.5)": "near x = 0.", "1/(x+3)": "", "x/2": "", "1/x²": "", "x/(x > 0 ? 2 : 3)": "",
	} {
		d := make1(t, Formula{Inputs: []string{"x"}, Formulas: []string{src}, Range: []float64{-1, 1}, TrainRows: 100, TestRows: 1})
		if got := strings.Join(d.Notes, "; "); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
	f := Formula{Inputs: []string{"x"}, Formulas: []string{"log(x)"}, Range: []float64{-1, 1}, TrainRows: 100, TestRows: 1}
	if _, err := f.Make(context.Background(), rand.New(rand.NewPCG(1, 2))); err == nil || !strings.Contains(err.Error(), "NaN at x = -0.") {
		t.Errorf("log of negative numbers: %v", err)
	}
}

func FuzzCompile(f *testing.F) {
	for _, src := range []string{"2x1", "sqrt((x1-x2)^2)", "√x1²", "x1 > 0 ? 1 : e", "min(x1, x2)", "sin(πx1)/2", "1/(x1 > 0 and not (x2 < 1) ? -x1 : x2 % 2)", "2/-x1/(3/min(x1, 2e-9))", "1e3x2", "((", "x1x2x1", "²", "a_b"} {
		f.Add(src)
	}
	inputs := []string{"x1", "x2", "a"}
	f.Fuzz(func(t *testing.T, src string) {
		p, err := compile(src, inputs)
		if err != nil {
			if strings.Contains(err.Error(), "\n") || len(err.Error()) > 2000 {
				t.Errorf("%q: a long error: %v", src, err)
			}
			return
		}
		if _, err := divisors(p, inputs); err != nil {
			t.Errorf("%q: what it divides by can't be read: %v", src, err)
		}
		v, err := expr.Run(p, environment(inputs)) // an error is one of the formula's own, such as 1 % 0
		if _, ok := v.(float64); err == nil && !ok {
			t.Errorf("%q is %v", src, v)
		}
	})
}
