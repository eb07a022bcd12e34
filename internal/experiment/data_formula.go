package experiment

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

func init() { makers["formula"] = makeFormula }

// makeFormula draws inputs uniformly from the range and computes the formulas.
func makeFormula(_ context.Context, c *Config, rng *rand.Rand) (*Data, error) {
	if len(c.Inputs) == 0 || len(c.Formulas) == 0 || len(c.Range) != 2 || !(c.Range[0] < c.Range[1]) {
		return nil, fmt.Errorf("formulas need inputs, formulas and a range [low, high]")
	}
	fs := make([]*vm.Program, len(c.Formulas))
	for i, src := range c.Formulas {
		var err error
		if fs[i], err = compileFormula(src, c.Inputs); err != nil {
			return nil, fmt.Errorf("formula %d: %w", i+1, err)
		}
	}
	d := &Data{Inputs: c.Inputs}
	for _, f := range c.Formulas {
		d.Outputs = append(d.Outputs, prettyFormula(f))
	}
	var err error
	if d.Train, err = sampleFormulas(c, fs, c.TrainRows, rng); err != nil {
		return nil, err
	}
	d.Test, err = sampleFormulas(c, fs, c.TestRows, rng)
	return d, err
}

func sampleFormulas(c *Config, fs []*vm.Program, rows int, rng *rand.Rand) (Set, error) {
	s := Set{Rows: rows, XShape: []int{len(c.Inputs)}, YShape: []int{len(fs)}}
	env := formulaEnv(c.Inputs)
	for range rows {
		for _, name := range c.Inputs {
			v := c.Range[0] + (c.Range[1]-c.Range[0])*rng.Float64()
			env[name] = v
			s.X = append(s.X, v)
		}
		for i, f := range fs {
			out, err := expr.Run(f, env)
			if err != nil {
				return s, fmt.Errorf("formula %s: %s", c.Formulas[i], firstLine(err.Error()))
			}
			y, ok := out.(float64)
			if !ok || math.IsNaN(y) || math.IsInf(y, 0) {
				return s, fmt.Errorf("formula %s is %v at %v: choose a range where it is a number", c.Formulas[i], out, s.X[len(s.X)-len(c.Inputs):])
			}
			s.Y = append(s.Y, y)
		}
	}
	return s, nil
}

// formulaEnv is what a formula may use beside its inputs.
func formulaEnv(inputs []string) map[string]any {
	env := map[string]any{
		"pi": math.Pi, "sqrt": math.Sqrt, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "tanh": math.Tanh,
		"exp": math.Exp, "log": math.Log, "atan2": math.Atan2, "hypot": math.Hypot,
	}
	for _, name := range inputs {
		env[name] = 0.0
	}
	return env
}

func compileFormula(src string, inputs []string) (*vm.Program, error) {
	p, err := expr.Compile(src, expr.Env(formulaEnv(inputs)), expr.AsFloat64())
	if err != nil {
		return nil, fmt.Errorf("%s: %s; it may use %s, numbers, + - * / ^, abs, min, max and pi, sqrt, sin, cos, tan, tanh, exp, log, atan2, hypot",
			src, firstLine(err.Error()), strings.Join(inputs, ", "))
	}
	return p, nil
}

// prettyFormula writes a formula as a paper would.
func prettyFormula(f string) string {
	f = power.ReplaceAllStringFunc(f, func(p string) string { return strings.Map(superscript, p[1:]) })
	f = piTimes.ReplaceAllString(f, "π")
	f = root.ReplaceAllString(f, "√(")
	return strings.NewReplacer(" ", "", "*", "·", "-", "−").Replace(f)
}

var (
	power   = regexp.MustCompile(`\^\d+\b(?:[^.]|$)`)
	piTimes = regexp.MustCompile(`\bpi\b(?: *\*)?`)
	root    = regexp.MustCompile(`\bsqrt *\(`)
)

// superscript raises digits and keeps the rest.
func superscript(r rune) rune {
	if i := strings.IndexRune("0123456789", r); i >= 0 {
		return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[i]
	}
	return r
}
