package formula

import (
	"fmt"
	"math"
	"slices"
)

// Kind is what an expression's topmost node is.
type Kind int

// The kinds. A difference is a sum with a factor −1, a quotient a product with a power −1.
const (
	Number Kind = iota
	Variable
	Sum
	Product
	Power // Args[0] to the power of Args[1]
	Call  // the function Name of Args[0]
)

// Expr is a node of an expression. It is never changed once made.
type Expr struct {
	Kind  Kind
	Value float64 // of a Number
	Name  string  // of a Variable, or of the function called
	Args  []*Expr
	free  bool // a Number that a fit may change
}

// Num is a number.
func Num(v float64) *Expr { return &Expr{Kind: Number, Value: v} }

// Var is a variable.
func Var(name string) *Expr { return &Expr{Kind: Variable, Name: name} }

// Add is the sum of its arguments.
func Add(args ...*Expr) *Expr { return &Expr{Kind: Sum, Args: args} }

// Sub is a − b.
func Sub(a, b *Expr) *Expr { return Add(a, Mul(Num(-1), b)) }

// Mul is the product of its arguments.
func Mul(args ...*Expr) *Expr { return &Expr{Kind: Product, Args: args} }

// Div is a ÷ b.
func Div(a, b *Expr) *Expr { return Mul(a, Pow(b, Num(-1))) }

// Pow is a to the power of b.
func Pow(a, b *Expr) *Expr { return &Expr{Kind: Power, Args: []*Expr{a, b}} }

// Sqrt is the square root of a.
func Sqrt(a *Expr) *Expr { return Pow(a, Num(0.5)) }

// Apply is a function of a; Functions lists their names. An unknown name is found by Check and Compile.
func Apply(function string, a *Expr) *Expr {
	return &Expr{Kind: Call, Name: function, Args: []*Expr{a}}
}

// parameter is a number that a fit may change.
func parameter(v float64) *Expr { return &Expr{Kind: Number, Value: v, free: true} }

// Check reports a node that has the wrong number of arguments, or a function that there is not.
func (e *Expr) Check() error {
	if e == nil {
		return fmt.Errorf("an argument is missing")
	}
	want := map[Kind]int{Number: 0, Variable: 0, Power: 2, Call: 1}
	if n, ok := want[e.Kind]; ok && n != len(e.Args) {
		return fmt.Errorf("a node of kind %d has %d arguments, not %d", e.Kind, len(e.Args), n)
	}
	if _, ok := functions[e.Name]; e.Kind == Call && !ok {
		return fmt.Errorf("there is no function %q: use one of %v", e.Name, Functions())
	}
	for _, a := range e.Args {
		if err := a.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Length counts the numbers, variables, functions and operations: x² + 1 has five.
func (e *Expr) Length() int {
	switch e.Kind {
	case Number, Variable:
		return 1
	case Call:
		return 1 + e.Args[0].Length()
	case Power:
		if e.isPower(-1) || e.isPower(0.5) {
			return 1 + e.Args[0].Length()
		}
	case Product:
		if len(e.Args) > 1 && e.Args[0].isNumber(-1) { // a sign
			return Mul(e.Args[1:]...).Length()
		}
	}
	n := len(e.Args) - 1
	for _, a := range e.Args {
		n += a.Length()
	}
	return n
}

func (e *Expr) isNumber(v float64) bool { return e.Kind == Number && e.Value == v }

func (e *Expr) isPower(v float64) bool { return e.Kind == Power && e.Args[1].isNumber(v) }

// Variables are the names that occur, sorted.
func (e *Expr) Variables() []string {
	seen := map[string]bool{}
	e.walk(func(n *Expr) {
		if n.Kind == Variable {
			seen[n.Name] = true
		}
	})
	var names []string
	for n := range seen {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (e *Expr) walk(visit func(*Expr)) {
	visit(e)
	for _, a := range e.Args {
		a.walk(visit)
	}
}

// Map is the expression with every node replaced by what change makes of it, leaves first.
func (e *Expr) Map(change func(*Expr) *Expr) *Expr {
	n := *e
	n.Args = make([]*Expr, len(e.Args))
	for i, a := range e.Args {
		n.Args[i] = a.Map(change)
	}
	return change(&n)
}

// Substitute puts expressions in the place of variables.
func (e *Expr) Substitute(by map[string]*Expr) *Expr {
	return e.Map(func(n *Expr) *Expr {
		if s, ok := by[n.Name]; ok && n.Kind == Variable {
			return s
		}
		return n
	})
}

// Round keeps so many significant digits of every number that is no fraction or multiple
// of π that String would write as one.
func (e *Expr) Round(digits int) *Expr {
	return e.Map(func(n *Expr) *Expr {
		if _, ok := nice(n.Value); n.Kind != Number || ok || n.Value == 0 {
			return n
		}
		unit := math.Pow(10, math.Floor(math.Log10(math.Abs(n.Value)))-float64(digits)+1)
		return Num(roundTo(n.Value, unit))
	})
}

func roundTo(v, unit float64) float64 {
	if unit < 1 {
		return math.Round(v*math.Round(1/unit)) / math.Round(1/unit)
	}
	return math.Round(v/unit) * unit
}
