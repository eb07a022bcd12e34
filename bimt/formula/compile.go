package formula

import (
	"fmt"
	"math"
	"slices"
)

// Func is a compiled expression, with memory of its own: use one per goroutine.
type Func struct {
	steps  []step
	values []float64
	adj    []float64 // derivative of the result by each step's value
	params []int     // the steps that are free numbers
}

// step computes one value from two earlier ones.
type step struct {
	kind Kind
	a, b int // earlier steps; of a Variable, a is its column
	v    float64
	f    *function
}

// Compile makes the expression ready for rows whose columns have these names.
func (e *Expr) Compile(names []string) (*Func, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	f := &Func{}
	if _, err := f.add(e, names); err != nil {
		return nil, err
	}
	f.values, f.adj = make([]float64, len(f.steps)), make([]float64, len(f.steps))
	return f, nil
}

func (f *Func) add(e *Expr, names []string) (int, error) {
	s := step{kind: e.Kind, v: e.Value}
	var at []int
	for _, a := range e.Args {
		i, err := f.add(a, names)
		if err != nil {
			return 0, err
		}
		at = append(at, i)
	}
	switch e.Kind {
	case Variable:
		if s.a = slices.Index(names, e.Name); s.a < 0 {
			return 0, fmt.Errorf("the variable %q is none of the columns %q", e.Name, names)
		}
	case Sum, Product:
		if len(at) == 0 {
			s = step{kind: Number, v: map[Kind]float64{Sum: 0, Product: 1}[e.Kind]}
			break
		}
		last := at[0]
		for _, b := range at[1:] {
			f.steps = append(f.steps, step{kind: e.Kind, a: last, b: b})
			last = len(f.steps) - 1
		}
		return last, nil
	case Power:
		s.a, s.b = at[0], at[1]
	case Call:
		s.a, s.f = at[0], functions[e.Name]
	}
	f.steps = append(f.steps, s)
	if e.free {
		f.params = append(f.params, len(f.steps)-1)
	}
	return len(f.steps) - 1, nil
}

// Eval is the expression's value on a row. It allocates nothing.
func (f *Func) Eval(row []float64) float64 {
	v := f.values
	for i := range f.steps {
		s := &f.steps[i]
		switch s.kind {
		case Number:
			v[i] = s.v
		case Variable:
			v[i] = row[s.a]
		case Sum:
			v[i] = v[s.a] + v[s.b]
		case Product:
			v[i] = v[s.a] * v[s.b]
		case Power:
			v[i] = pow(v[s.a], v[s.b])
		case Call:
			v[i] = s.f.eval(v[s.a])
		}
	}
	return v[len(v)-1]
}

func pow(a, b float64) float64 {
	switch b {
	case -2:
		return 1 / (a * a)
	case -1:
		return 1 / a
	case 0.5:
		return math.Sqrt(a)
	case 2:
		return a * a
	case 3:
		return a * a * a
	}
	return math.Pow(a, b)
}

// gradient writes the derivatives by the free numbers, in the order of params, for the row last
// evaluated: reverse accumulation over the steps.
func (f *Func) gradient(dst []float64) {
	clear(f.adj)
	f.adj[len(f.adj)-1] = 1
	v := f.values
	for i := len(f.steps) - 1; i >= 0; i-- {
		s, g := &f.steps[i], f.adj[i]
		switch s.kind {
		case Sum:
			f.adj[s.a] += g
			f.adj[s.b] += g
		case Product:
			f.adj[s.a] += g * v[s.b]
			f.adj[s.b] += g * v[s.a]
		case Power:
			f.adj[s.a] += g * v[s.b] * pow(v[s.a], v[s.b]-1)
			if v[s.a] > 0 {
				f.adj[s.b] += g * v[i] * math.Log(v[s.a])
			}
		case Call:
			f.adj[s.a] += g * s.f.slope(v[s.a], v[i])
		}
	}
	for k, p := range f.params {
		dst[k] = f.adj[p]
	}
}

// withParams is the expression with its free numbers replaced, in the order Compile met them.
func (e *Expr) withParams(p []float64) *Expr {
	k := 0
	return e.Map(func(n *Expr) *Expr {
		if n.free {
			n.Value = p[k]
			k++
		}
		return n
	})
}

// params are the free numbers in the order Compile meets them.
func (e *Expr) params() []float64 {
	var p []float64
	e.Map(func(n *Expr) *Expr {
		if n.free {
			p = append(p, n.Value)
		}
		return n
	})
	return p
}
