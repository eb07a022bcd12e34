package task

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

func init() { register("formula", &Formula{}) }

// Formula is numbers drawn at random and what formulas make of them.
type Formula struct {
	Inputs    []string  `yaml:"inputs,omitempty" about:"names of the inputs: variables of the formulas"`
	Formulas  []string  `yaml:"formulas,omitempty" about:"one for each output, of the inputs, pi, sqrt, sin, exp, …"`
	Range     []float64 `yaml:"range,omitempty" about:"inputs of formulas are drawn uniformly from this range"`
	Noise     float64   `yaml:"noise,omitempty" about:"standard deviation of what is added to the outputs of rows to train on" min:"0"`
	TrainRows int       `yaml:"train_rows,omitempty" about:"rows to train on" min:"0"`
	TestRows  int       `yaml:"test_rows,omitempty" about:"rows for the test" min:"0"`
}

// Make implements Source: it draws inputs uniformly from the range, row by row, first to train on and then for the test,
// then the noise, if there is any.
func (f *Formula) Make(ctx context.Context, rng *rand.Rand) (*Data, error) {
	if len(f.Inputs) == 0 || len(f.Formulas) == 0 || len(f.Range) != 2 || !(f.Range[0] < f.Range[1]) {
		return nil, fmt.Errorf("formulas need inputs, formulas and a range [low, high]")
	}
	if n := len(f.Formulas); n > mostFormulas {
		return nil, fmt.Errorf("%d formulas are too many: give at most %d", n, mostFormulas)
	}
	if err := room(f.TrainRows, f.TestRows, len(f.Inputs)+len(f.Formulas)); err != nil {
		return nil, err
	}
	d := &Data{Schema: Schema{Inputs: f.Inputs}}
	ps := make([]*vm.Program, len(f.Formulas))
	for i, src := range f.Formulas {
		var err error
		if ps[i], err = compile(src, f.Inputs); err != nil {
			return nil, fmt.Errorf("formula %d: %w", i+1, err)
		}
		d.Outputs = append(d.Outputs, prettyFormula(src))
	}
	var err error
	if d.Train, err = f.sample(ctx, ps, f.TrainRows, rng); err != nil {
		return nil, err
	}
	if d.Test, err = f.sample(ctx, ps, f.TestRows, rng); err != nil {
		return nil, err
	}
	if f.Noise > 0 {
		for i := range d.Train.Y {
			d.Train.Y[i] += f.Noise * rng.NormFloat64()
		}
	}
	d.Notes, err = f.poles(ps, d.Train)
	return d, err
}

func (f *Formula) sample(ctx context.Context, ps []*vm.Program, rows int, rng *rand.Rand) (Set, error) {
	s := Set{Rows: rows, XShape: []int{len(f.Inputs)}, YShape: []int{len(ps)}}
	s.X, s.Y = make([]float64, 0, rows*len(f.Inputs)), make([]float64, 0, rows*len(ps))
	env := environment(f.Inputs)
	for range rows {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		for _, name := range f.Inputs {
			v := f.Range[0] + (f.Range[1]-f.Range[0])*rng.Float64()
			env[name] = v
			s.X = append(s.X, v)
		}
		for i, p := range ps {
			y, err := value(p, env)
			if err != nil {
				return s, fmt.Errorf("formula %s: %w at %s", f.Formulas[i], err, f.at(env))
			}
			if math.IsNaN(y) || math.IsInf(y, 0) {
				return s, fmt.Errorf("formula %s is %v at %s: choose a range where it is a number", f.Formulas[i], y, f.at(env))
			}
			s.Y = append(s.Y, y)
		}
	}
	return s, nil
}

// value is that of a formula for values of its names.
func value(p *vm.Program, env map[string]any) (float64, error) {
	out, err := expr.Run(p, env)
	if err != nil {
		return 0, errors.New(firstLine(err.Error()))
	}
	y, ok := out.(float64)
	if !ok {
		return 0, fmt.Errorf("%v and no number", out)
	}
	return y, nil
}

// at writes the values of the inputs.
func (f *Formula) at(env map[string]any) string {
	var values []string
	for _, name := range f.Inputs {
		values = append(values, fmt.Sprintf("%s = %.4g", name, env[name]))
	}
	return strings.Join(values, ", ")
}

// poles notes where something that is divided by changes its sign among rows: it is 0 between them.
func (f *Formula) poles(ps []*vm.Program, s Set) (notes []string, err error) {
	for i, p := range ps {
		by, err := divisors(p, f.Inputs)
		if err != nil {
			return nil, fmt.Errorf("formula %s: %w", f.Formulas[i], err)
		}
		for _, d := range by {
			where, err := f.crossing(d, s)
			if err != nil {
				return nil, fmt.Errorf("formula %s: %w", f.Formulas[i], err)
			}
			if where != "" {
				notes = append(notes, fmt.Sprintf("formula %s divides by what is 0 in the range, near %s: its values have no bound there", f.Formulas[i], where))
			}
		}
	}
	return notes, nil
}

// crossing is the row at which a formula of both signs is nearest to 0, empty if it has but one sign.
func (f *Formula) crossing(p *vm.Program, s Set) (where string, err error) {
	env := environment(f.Inputs)
	least, above, below := math.Inf(1), false, false
	for row := range s.Rows {
		for j, name := range f.Inputs {
			env[name] = s.X[row*len(f.Inputs)+j]
		}
		y, err := value(p, env)
		if err != nil {
			return "", err
		}
		above, below = above || y > 0, below || y < 0
		if math.Abs(y) < least {
			least, where = math.Abs(y), f.at(env)
		}
	}
	if !above || !below {
		return "", nil
	}
	return where, nil
}

// prettyFormula writes a formula as a paper would.
func prettyFormula(f string) string {
	f = strings.ReplaceAll(f, "**", "^")
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
