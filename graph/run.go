package graph

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph/exec"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Run computes the program once. If the program has a loss, the parameters'
// gradients are those of this run afterwards, and a loss or gradient that is not
// finite is reported as a *NonFiniteError that names where it began.
func (s *Session) Run() error {
	s.ran = true
	if err := s.exec.Run(); err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	for i, p := range s.params {
		p.grad = s.exec.Value(s.grads[i])
	}
	if s.loss != nil && !s.allFinite() {
		return s.firstNonFinite()
	}
	return nil
}

// allFinite looks at the loss and the gradients alone: nothing else can go wrong
// without showing there.
func (s *Session) allFinite() bool {
	if !finite(s.Scalar(s.loss)) {
		return false
	}
	for _, p := range s.params {
		if !finiteSum(p.grad) {
			return false
		}
	}
	for _, g := range s.wrt {
		if !finiteSum(s.exec.Value(g)) {
			return false
		}
	}
	return true
}

func finiteSum(v gorgonia.Value) bool {
	if a, ok := op.Elements[float64](v); ok {
		return finite(float64(vec.Sum(a.Data)))
	}
	a, _ := op.Elements[float32](v)
	return finite(float64(vec.Sum(a.Data)))
}

// firstNonFinite is nil if a sum overflowed and all is finite after all. A lean session
// computes everything once more to look at it.
func (s *Session) firstNonFinite() error {
	if s.lean {
		if err := s.exec.StoreAll(); err != nil {
			return fmt.Errorf("graph: %w", err)
		}
	}
	for _, n := range s.exec.Nodes() {
		data, err := Float64s(s.exec.Value(n))
		if err != nil {
			continue // integers and booleans are always finite
		}
		if j := slices.IndexFunc(data, func(x float64) bool { return !finite(x) }); j >= 0 {
			return newNonFiniteError(exec.Describe(n), data, j)
		}
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func scalar(v gorgonia.Value) float64 {
	switch v := v.(type) {
	case *gorgonia.F64:
		return float64(*v)
	case *gorgonia.F32:
		return float64(*v)
	case *tensor.Dense:
		switch x := v.Data().(type) {
		case float64:
			return x
		case float32:
			return float64(x)
		case []float64:
			return x[0]
		case []float32:
			return float64(x[0])
		}
	}
	return math.NaN()
}
