package formula

import (
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
)

// function is one that a Call may name.
type function struct {
	eval  func(x float64) float64
	slope func(x, y float64) float64 // the derivative at x, where the function is y
	tex   string
	gofn  string // a format with %s once or more
	sympy string
}

var functions = map[string]*function{
	"exp":  {math.Exp, func(_, y float64) float64 { return y }, `\exp`, "math.Exp(%s)", "exp(%s)"},
	"log":  {math.Log, func(x, _ float64) float64 { return 1 / x }, `\ln`, "math.Log(%s)", "log(%s)"},
	"sin":  {math.Sin, func(x, _ float64) float64 { return math.Cos(x) }, `\sin`, "math.Sin(%s)", "sin(%s)"},
	"cos":  {math.Cos, func(x, _ float64) float64 { return -math.Sin(x) }, `\cos`, "math.Cos(%s)", "cos(%s)"},
	"tan":  {math.Tan, func(_, y float64) float64 { return 1 + y*y }, `\tan`, "math.Tan(%s)", "tan(%s)"},
	"asin": {math.Asin, func(x, _ float64) float64 { return 1 / math.Sqrt(1-x*x) }, `\arcsin`, "math.Asin(%s)", "asin(%s)"},
	"acos": {math.Acos, func(x, _ float64) float64 { return -1 / math.Sqrt(1-x*x) }, `\arccos`, "math.Acos(%s)", "acos(%s)"},
	"atan": {math.Atan, func(x, _ float64) float64 { return 1 / (1 + x*x) }, `\arctan`, "math.Atan(%s)", "atan(%s)"},
	"tanh": {math.Tanh, func(_, y float64) float64 { return 1 - y*y }, `\tanh`, "math.Tanh(%s)", "tanh(%s)"},
	"abs":  {math.Abs, func(x, _ float64) float64 { return math.Copysign(1, x) }, `\operatorname{abs}`, "math.Abs(%s)", "Abs(%s)"},
	"relu": {func(x float64) float64 { return max(x, 0) }, func(x, _ float64) float64 {
		if x > 0 {
			return 1
		}
		return 0
	}, `\operatorname{relu}`, "max(0, %s)", "Max(0, %s)"},
	"silu": {func(x float64) float64 { return circuit.Apply(op.SiLU, x) }, func(x, y float64) float64 {
		s := 1 / (1 + math.Exp(-x))
		return s + y*(1-s)
	}, `\operatorname{silu}`, "(%[1]s)/(1+math.Exp(-(%[1]s)))", "(%[1]s)/(1+exp(-(%[1]s)))"},
	"gelu": {func(x float64) float64 { return circuit.Apply(op.GELU, x) }, func(x, _ float64) float64 {
		c := math.Sqrt(2 / math.Pi)
		t := math.Tanh(c * (x + 0.044715*x*x*x))
		return 0.5*(1+t) + 0.5*x*(1-t*t)*c*(1+3*0.044715*x*x)
	}, `\operatorname{gelu}`, "0.5*(%[1]s)*(1+math.Tanh(math.Sqrt(2/math.Pi)*((%[1]s)+0.044715*math.Pow(%[1]s, 3))))",
		"(%[1]s)/2*(1+tanh(sqrt(2/pi)*((%[1]s)+0.044715*(%[1]s)**3)))"},
}

// Functions are the names of all functions, sorted. GELU is the tanh form.
func Functions() []string {
	var names []string
	for n := range functions {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
