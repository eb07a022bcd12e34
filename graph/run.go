package graph

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// NonFiniteError reports the first tensor, in order of computation, that holds a NaN
// or an infinity.
type NonFiniteError struct {
	// Tensor is the name of the parameter, the input or the operation.
	Tensor string
	// Index is the place of the first such element, row-major, and Value what it is.
	Index int
	Value float64
}

// Error implements error.
func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("%s holds %v at element %d", e.Tensor, e.Value, e.Index)
}

// Run computes the program once. If the program has a loss, the parameters'
// gradients are those of this run afterwards, and a loss or gradient that is not
// finite is reported as a *NonFiniteError that names where it began.
func (s *Session) Run() error {
	s.ran = true
	for _, i := range s.inputs {
		s.values[i] = s.nodes[i].Value() // gorgonia.Let may have put another there
	}
	if err := s.compute(s.steps); err != nil {
		return err
	}
	for i, p := range s.params {
		p.grad = s.values[s.grads[i]]
	}
	if s.loss != nil && !s.allFinite() {
		return s.firstNonFinite()
	}
	return nil
}

func (s *Session) compute(steps []step) error {
	for _, one := range steps {
		var err error
		if one.region != nil {
			err = one.region.run(s)
		} else {
			err = s.do(one.one)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) do(in *instruction) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("graph: %s: %v", in.describe(), r)
		}
	}()
	for i, p := range in.in {
		in.args[i] = s.values[p]
	}
	v, err := in.op.Do(in.args...)
	if err != nil {
		return fmt.Errorf("graph: %s: %w", in.describe(), err)
	}
	if v == nil {
		return fmt.Errorf("graph: %s is a statement and has no value: read nodes with Session.Value", in.describe())
	}
	s.values[in.out] = v
	return nil
}

// allFinite looks at the loss and the gradients alone: nothing else can go wrong
// without showing there.
func (s *Session) allFinite() bool {
	if !finite(s.Scalar(s.loss)) {
		return false
	}
	for _, p := range s.params {
		if a, ok := op.Elements[float64](p.grad); ok {
			if !finite(float64(vec.Sum(a.Data))) {
				return false
			}
		} else if a, ok := op.Elements[float32](p.grad); ok && !finite(float64(vec.Sum(a.Data))) {
			return false
		}
	}
	return true
}

// firstNonFinite is nil if a sum overflowed and all is finite after all. A lean session
// computes everything once more to look at it.
func (s *Session) firstNonFinite() error {
	if s.lean {
		if err := s.compute(schedule(s.instructions(), false, nil)); err != nil {
			return err
		}
	}
	for i, v := range s.values {
		data, err := Float64s(v)
		if err != nil {
			continue // integers and booleans are always finite
		}
		for j, x := range data {
			if !finite(x) {
				return &NonFiniteError{Tensor: describe(s.nodes[i]), Index: j, Value: x}
			}
		}
	}
	return nil
}

// describe names a node for a person: a parameter or input by its name, an operation
// by what it does to which named nodes.
func describe(n *gorgonia.Node) string {
	if n.Op() == nil {
		return n.Name()
	}
	of := ""
	for _, c := range op.Children(n) {
		if c.Op() == nil && c.Name() != "" {
			of += " " + c.Name()
		}
	}
	return fmt.Sprintf("%v of%s %v", n.Op(), of, n.Shape())
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
