package graph

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/exec"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Program says what a session computes.
type Program struct {
	// Loss is the scalar that is differentiated; nil computes the outputs alone.
	Loss *gorgonia.Node
	// Params are what Loss is differentiated by.
	Params []*Param
	// Wrt are further nodes that Loss is differentiated by, those in the middle of the
	// network: Session.Gradient gives the gradients.
	Wrt []*gorgonia.Node
	// Outputs are further nodes to compute in every run.
	Outputs []*gorgonia.Node
	// Lean keeps the values of outputs, loss and gradients alone: others can't be read
	// after a run. Large batches go faster, as no more is stored of the rest than one
	// block of rows at a time.
	Lean bool
	// Overwrite has a function for each node whose value, row-major, is looked at or
	// changed right after it is computed, in every run: to switch off a head, say.
	// Gradients are those of the program without the functions, at the changed values.
	Overwrite map[*gorgonia.Node]func(value []float64)
	// Cut, in place of the one chosen, is for tests of operations.
	Cut exec.Cut
}

// Session runs one program over an expression graph. The order of work is fixed
// when it is compiled: what is blockwise is taken through the batch block by block, as
// package exec says.
type Session struct {
	exec   *exec.Executor
	loss   *gorgonia.Node
	params []*Param
	grads  gorgonia.Nodes // by params
	wrt    map[*gorgonia.Node]*gorgonia.Node
	lean   bool
	ran    bool
}

// Compile differentiates the program's loss and fixes the order of work. A graph can
// be differentiated once; any number of programs without a loss may share it, to
// evaluate on other data for example.
func Compile(p Program) (s *Session, err error) {
	defer recoverInto(&err, "compile")
	s = &Session{loss: p.Loss, params: p.Params, lean: p.Lean, wrt: map[*gorgonia.Node]*gorgonia.Node{}}
	roots := slices.Clone(p.Outputs)
	if p.Loss != nil {
		grads, err := differentiate(p)
		if err != nil {
			return nil, err
		}
		roots = append(append(roots, p.Loss), grads...)
		s.grads = grads[:len(p.Params)]
		for i, n := range p.Wrt {
			s.wrt[n] = grads[len(p.Params)+i]
		}
	} else if len(p.Wrt) > 0 {
		return nil, fmt.Errorf("graph: the program is to differentiate by %s, but has no Loss", exec.Describe(p.Wrt[0]))
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("graph: a program needs a loss or an output")
	}
	if slices.Contains(roots, nil) {
		return nil, fmt.Errorf("graph: an output of the program is missing")
	}
	o := exec.Options{Lean: p.Lean, Cut: p.Cut, After: map[*gorgonia.Node]func(gorgonia.Value){}}
	for n, f := range p.Overwrite {
		o.After[n] = overwrite(f)
	}
	if s.exec, err = exec.New(roots, o); err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	return s, nil
}

// differentiate adds the backward pass to the graph: by the parameters, then by Wrt.
func differentiate(p Program) (gorgonia.Nodes, error) {
	if len(p.Params)+len(p.Wrt) == 0 {
		return nil, fmt.Errorf("graph: the program has a loss but no Params to differentiate it by: name them, or make the loss an output")
	}
	var by gorgonia.Nodes
	for i, q := range p.Params {
		if q == nil {
			return nil, fmt.Errorf("graph: parameter %d of the program is missing", i)
		}
		by = append(by, q.node)
	}
	for i, n := range p.Wrt {
		if n == nil || slices.Contains(by, n) {
			return nil, fmt.Errorf("graph: node %d of the program's Wrt is missing, or differentiated by already", i)
		}
		by = append(by, n)
	}
	grads, err := exec.Differentiate(p.Loss, by)
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	return grads, nil
}

// overwrite gives f the elements of a value, through a copy if they are float32.
func overwrite(f func([]float64)) func(gorgonia.Value) {
	var wide []float64
	return func(v gorgonia.Value) {
		if a, ok := op.Elements[float64](v); ok {
			f(a.Data)
			return
		}
		a, _ := op.Elements[float32](v)
		wide = appendFloat64(wide[:0], a.Data)
		f(wide)
		for i, x := range wide {
			a.Data[i] = float32(x)
		}
	}
}

// Instructions is the number of operations in one run.
func (s *Session) Instructions() int { return s.exec.Instructions() }

// Computes says whether the session computes or reads n.
func (s *Session) Computes(n *gorgonia.Node) bool { return s.exec.Computes(n) }

// Value is what n held after the last run; nil if the session does not compute it, or
// is Lean and n is no output. Tensors are valid until the next run.
func (s *Session) Value(n *gorgonia.Node) gorgonia.Value { return s.exec.Value(n) }

// Float64s is a copy of what n held after the last run, row-major.
func (s *Session) Float64s(n *gorgonia.Node) ([]float64, error) {
	if s.lean && s.ran && s.Computes(n) && s.Value(n) == nil {
		return nil, fmt.Errorf("graph: %s: a lean session keeps outputs only: make it an output of the program", exec.Describe(n))
	}
	v, err := Float64s(s.Value(n))
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", exec.Describe(n), err)
	}
	return v, nil
}

// Gradient is a copy of the gradient of the loss by n, one of Program.Wrt, in the last run,
// row-major.
func (s *Session) Gradient(n *gorgonia.Node) ([]float64, error) {
	g := s.wrt[n]
	if g == nil {
		return nil, fmt.Errorf("graph: the program does not differentiate by %s: name it in its Wrt", exec.Describe(n))
	}
	return s.Float64s(g)
}

// Scalar is what the scalar node n held after the last run, NaN if the session does
// not compute it.
func (s *Session) Scalar(n *gorgonia.Node) float64 { return scalar(s.Value(n)) }
