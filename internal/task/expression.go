package task

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Limits of formulas.
const (
	mostFormulas = 1_000  // in a file
	mostFormula  = 10_000 // bytes
	mostNodes    = 1_000  // numbers, names and operations
)

// functions are what a formula may use beside its inputs and the built-in ones.
var functions = map[string]any{
	"sqrt": math.Sqrt, "exp": math.Exp, "log": math.Log, "ln": math.Log, "log10": math.Log10, "log2": math.Log2,
	"sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "asin": math.Asin, "acos": math.Acos, "atan": math.Atan, "atan2": math.Atan2,
	"sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh, "hypot": math.Hypot,
}

// builtins are the functions of the expression language that are arithmetic.
var builtins = []string{"abs", "min", "max", "ceil", "floor", "round"}

// constants are numbers with names.
var constants = map[string]any{"pi": math.Pi, "π": math.Pi, "e": math.E}

// environment holds a value for every name of a formula.
func environment(inputs []string) map[string]any {
	env := maps.Clone(functions)
	maps.Copy(env, constants)
	for _, name := range inputs {
		env[name] = 0.0
	}
	return env
}

// compile reads a formula: arithmetic, as it is typed or as a picture prints it. Errors show the place.
func compile(src string, inputs []string) (*vm.Program, error) {
	if len(src) > mostFormula {
		return nil, fmt.Errorf("a formula of %d bytes is too long: give at most %d", len(src), mostFormula)
	}
	env := environment(inputs)
	marks, err := scan(src)
	if err == nil {
		marks, err = products(marks, env)
	}
	if err != nil {
		return nil, showPlace(src, inputs, err)
	}
	text, from := join(marks, len(src))
	options := []expr.Option{expr.Env(env), expr.AsFloat64(), expr.DisableAllBuiltins(), expr.MaxNodes(mostNodes)}
	for _, b := range builtins {
		if env[b] == nil { // else it is an input
			options = append(options, expr.EnableBuiltin(b))
		}
	}
	p, err := expr.Compile(text, options...)
	if e := (*file.Error)(nil); errors.As(err, &e) {
		at := len(src)
		if e.From < len(from) {
			at = from[e.From]
		}
		err = &misplaced{at, firstLine(e.Message)}
	}
	return p, showPlace(src, inputs, err)
}

// misplaced is an error at a byte of a formula.
type misplaced struct {
	at  int
	msg string
}

// Error implements error.
func (m *misplaced) Error() string { return m.msg }

// showPlace puts a mark into the formula where it is wrong, and says what it may use.
func showPlace(src string, inputs []string, err error) error {
	if err == nil {
		return nil
	}
	where := excerpt(src, "")
	if m := (*misplaced)(nil); errors.As(err, &m) {
		where = fmt.Sprintf("%s▸%s (column %d)", excerpt("", src[:m.at]), excerpt(src[m.at:], ""), utf8.RuneCountInString(src[:m.at])+1)
	}
	names := append(slices.Sorted(maps.Keys(functions)), builtins...)
	return fmt.Errorf("%s: %s; it may use %s, numbers, + - * / ^, √, pi, e, %s", where, firstLine(err.Error()), strings.Join(inputs, ", "), strings.Join(names, ", "))
}

// excerpt is the start of one text and the end of another, on one line.
func excerpt(start, end string) string {
	const most = 40
	head, tail := []rune(start), []rune(end)
	if len(head) > most {
		head = append(head[:most:most], '…')
	}
	if n := len(tail); n > most {
		tail = append([]rune{'…'}, tail[n-most:]...)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(head)+string(tail))
}

// join writes marks as one text, and gives for each of its characters the place in the formula.
func join(marks []mark, end int) (text string, from []int) {
	var b strings.Builder
	for i, m := range marks {
		b.WriteString(m.text + " ")
		for range utf8.RuneCountInString(m.text) {
			from = append(from, m.at)
		}
		if i+1 < len(marks) {
			from = append(from, marks[i+1].at)
		}
	}
	return b.String(), append(from, end)
}

// divisors lists what a formula divides by.
func divisors(p *vm.Program, inputs []string) ([]*vm.Program, error) {
	v := &dividing{}
	node := p.Node()
	ast.Walk(&node, v)
	var all []*vm.Program
	for _, by := range v.by {
		d, err := compile(by, inputs)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// dividing visits divisions.
type dividing struct{ by []string }

// Visit implements ast.Visitor.
func (v *dividing) Visit(n *ast.Node) {
	if b, ok := (*n).(*ast.BinaryNode); ok && b.Operator == "/" {
		if _, number := b.Right.(*ast.FloatNode); !number {
			v.by = append(v.by, b.Right.String())
		}
	}
}

// firstLine is the first line of a message, or the start of a long one.
func firstLine(s string) string {
	const most = 200
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if letters := []rune(line); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return line
}
