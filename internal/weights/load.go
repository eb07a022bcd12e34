package weights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/nearest"
)

// Source is a file of named tensors, such as a *safetensors.File.
type Source interface {
	// Names lists all tensors.
	Names() []string
	// Shape and Float64s give a tensor's shape and its values, row-major.
	Shape(name string) ([]int, error)
	Float64s(name string) ([]float64, error)
}

// Load sets the parameters to the values that the mapping finds for them in the file. If
// a parameter or a tensor is left over, or a shape does not fit, it is an error and no
// parameter has changed.
func (m *Mapping) Load(file Source, params []*graph.Param) error {
	if err := m.Check(); err != nil {
		return fmt.Errorf("mapping: %w", err)
	}
	names := file.Names()
	used := map[string]bool{}
	values := make([][]float64, len(params))
	for i, p := range params {
		r, ok := m.rule(p.Name())
		if !ok {
			return fmt.Errorf("parameter %s %v: the mapping has no rule for it: add one, or fill it", p.Name(), p.Shape())
		}
		if r.From != "" && !slices.Contains(names, r.From) {
			return fmt.Errorf("parameter %s %v: %w", p.Name(), p.Shape(), nearest.Unknown("tensor", r.From, names))
		}
		used[r.From] = true
		var err error
		if values[i], err = r.values(file, p.Shape()); err != nil {
			return fmt.Errorf("parameter %s %v: %w", p.Name(), p.Shape(), err)
		}
	}
	if left := m.left(names, used); len(left) > 0 {
		return fmt.Errorf("the file has tensors that no parameter takes: %s: add rules for them, or list them under ignore", strings.Join(left, ", "))
	}
	for i, p := range params {
		if err := p.Set(values[i]); err != nil {
			return err
		}
	}
	return nil
}

// left lists the tensors that are neither used nor ignored.
func (m *Mapping) left(names []string, used map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return used[n] || m.ignored(n) })
}

// values makes a parameter of the given shape.
func (r *Rule) values(file Source, shape []int) ([]float64, error) {
	if r.Fill != nil {
		v := make([]float64, size(shape))
		for i := range v {
			v[i] = *r.Fill
		}
		return v, nil
	}
	a := array{}
	var err error
	if a.shape, err = file.Shape(r.From); err != nil {
		return nil, err
	}
	if a.data, err = file.Float64s(r.From); err != nil {
		return nil, err
	}
	if r.Part != nil {
		if a, err = a.part(*r.Part); err != nil {
			return nil, fmt.Errorf("tensor %s: %w", r.From, err)
		}
	}
	if len(r.Transpose) > 0 {
		if a, err = a.transpose(r.Transpose); err != nil {
			return nil, fmt.Errorf("tensor %s: %w", r.From, err)
		}
	}
	switch {
	case slices.Equal(a.shape, shape):
		return a.data, nil
	case len(a.data) != size(shape):
		return nil, fmt.Errorf("tensor %s gives %d elements %v, the parameter has %d", r.From, len(a.data), a.shape, size(shape))
	case !r.Reshape:
		return nil, fmt.Errorf("tensor %s gives shape %v: set transpose or reshape in its rule", r.From, a.shape)
	}
	return a.data, nil
}
