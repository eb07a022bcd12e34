package graph

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Params holds the parameters of one network, in the order they were made, under
// unique path names.
type Params struct {
	g      *gorgonia.ExprGraph
	dtype  tensor.Dtype
	all    []*Param
	byName map[string]*Param
}

// NewParams makes an empty set whose parameters live in g and hold dtype
// (tensor.Float64 or tensor.Float32).
func NewParams(g *gorgonia.ExprGraph, dtype tensor.Dtype) *Params {
	return &Params{g: g, dtype: dtype, byName: map[string]*Param{}}
}

// Graph is the expression graph the parameters live in.
func (s *Params) Graph() *gorgonia.ExprGraph { return s.g }

// DType is the element type of every parameter.
func (s *Params) DType() tensor.Dtype { return s.dtype }

// New adds a parameter of zeros. A name already in use in the graph, by another set of
// parameters for example, is an error, as Gorgonia would make the two into one.
func (s *Params) New(name string, shape ...int) (p *Param, err error) {
	defer recoverInto(&err, "parameter "+name)
	if name == "" {
		return nil, fmt.Errorf("graph: a parameter of shape %v has no name", shape)
	}
	if s.byName[name] != nil || len(s.g.ByName(name)) > 0 {
		return nil, fmt.Errorf("graph: there is a node %s already: give each parameter a path of its own", name)
	}
	if s.dtype != tensor.Float64 && s.dtype != tensor.Float32 {
		return nil, fmt.Errorf("graph: parameters hold float64 or float32, not %v", s.dtype)
	}
	if len(shape) == 0 || slices.Min(shape) < 1 {
		return nil, fmt.Errorf("graph: parameter %s has shape %v: every dimension must be at least 1", name, shape)
	}
	value := tensor.New(tensor.Of(s.dtype), tensor.WithShape(shape...))
	node := gorgonia.NewTensor(s.g, s.dtype, len(shape), gorgonia.WithName(name), gorgonia.WithShape(shape...), gorgonia.WithValue(value))
	p = &Param{name: name, node: node, value: value}
	s.all = append(s.all, p)
	s.byName[name] = p
	return p, nil
}

// All lists the parameters in the order they were made.
func (s *Params) All() []*Param { return slices.Clone(s.all) }

// Get finds a parameter by its path name, nil if there is none.
func (s *Params) Get(name string) *Param { return s.byName[name] }

// Len is the number of elements of all parameters together.
func (s *Params) Len() int {
	n := 0
	for _, p := range s.all {
		n += p.Len()
	}
	return n
}
