package bimt

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
)

// Reduction says how the costs of one parameter's weights add up.
type Reduction string

// Sum adds them; Mean divides the sum by the parameter's size. A λ means different
// things under the two.
const (
	Sum  Reduction = "sum"
	Mean Reduction = "mean"
)

// Space is the geometric embedding of one network: all its axes, in the order they were
// declared, and all its connections.
type Space struct {
	y           float64
	distance    Distance
	ownDistance bool // not CityBlock
	reduction   Reduction
	axes        []*Axis
	conns       []*Connection
	apart       map[[2]*Axis][]float64 // distances of two axes, by place
	err         error                  // the first mistake in an axis, reported by everything that follows
}

// SpaceOption sets what all connections of a space share.
type SpaceOption func(*Space)

// LayerDistance is y, the price of a weight of length zero; it starts at 0.5.
func LayerDistance(y float64) SpaceOption { return func(s *Space) { s.y = y } }

// Reduce sets the reduction; it starts as Sum.
func Reduce(r Reduction) SpaceOption { return func(s *Space) { s.reduction = r } }

// NewSpace makes an empty space.
func NewSpace(opts ...SpaceOption) *Space {
	s := &Space{apart: map[[2]*Axis][]float64{}, y: 0.5, distance: CityBlock, reduction: Sum}
	for _, o := range opts {
		if o != nil {
			o(s)
		}
	}
	if !(s.y >= 0) || math.IsInf(s.y, 1) {
		s.fail(fmt.Errorf("bimt: layer distance %v: want 0 or more, and finite", s.y))
	}
	if s.distance == nil {
		s.fail(errors.New("bimt: a space without a distance: leave WithDistance out for CityBlock"))
	}
	if s.reduction != Sum && s.reduction != Mean {
		s.fail(fmt.Errorf("bimt: there is no reduction %q: use %q or %q", s.reduction, Sum, Mean))
	}
	return s
}

// Axis declares an axis. Relocation visits axes in the order they were declared, inputs
// first as a rule. A mistake (a name used twice, a layout without places) is reported
// by the calls that follow.
func (s *Space) Axis(name string, layout Layout, opts ...AxisOption) *Axis {
	a := &Axis{name: name, layout: layout, order: op.NewOrder(name, layout.Len()), space: s}
	for _, o := range opts {
		if o != nil {
			o(a)
		}
	}
	if s.Find(name) != nil {
		s.fail(fmt.Errorf("bimt: there is an axis %q already: give each a name of its own", name))
	}
	if err := a.check(); err != nil {
		s.fail(err)
	}
	s.axes = append(s.axes, a)
	return a
}

func (s *Space) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// Connect wraps a weight whose first dimension lies on rows (where its wires lead) and
// second on columns (where they come from). A dimension may hold several copies of its
// axis, one after the other; further dimensions lie on no axis.
func (s *Space) Connect(p *graph.Param, rows, columns *Axis, opts ...ConnectOption) error {
	if s.err != nil {
		return s.err
	}
	if p == nil {
		return errNoParam
	}
	axes := make([]*Axis, len(p.Shape()))
	if len(axes) < 2 {
		return fmt.Errorf("bimt: %s has shape %v: a connection needs two dimensions", p.Name(), p.Shape())
	}
	axes[0], axes[1] = rows, columns
	return s.ConnectDims(p, axes, opts...)
}

// ConnectDims wraps a weight of any shape, two of whose dimensions lie on axes: rows
// first, columns second, nil elsewhere.
func (s *Space) ConnectDims(p *graph.Param, axes []*Axis, opts ...ConnectOption) error {
	return s.add(p, wire, axes, opts)
}

// Bias wraps a bias: it moves with the neurons of its axis and costs |b|·y when biases
// are charged.
func (s *Space) Bias(p *graph.Param, axis *Axis, opts ...ConnectOption) error {
	return s.add(p, bias, []*Axis{axis}, opts)
}

// Embed wraps a token table (tokens, width) whose columns lie on an axis; an entry
// costs |e|·y.
func (s *Space) Embed(p *graph.Param, columns *Axis, opts ...ConnectOption) error {
	return s.add(p, stub, []*Axis{nil, columns}, opts)
}

// Attach wraps a parameter that moves with the axes of its dimensions (nil for none)
// and costs nothing: the scale of a layer norm, say.
func (s *Space) Attach(p *graph.Param, axes ...*Axis) error {
	return s.add(p, unpriced, axes, nil)
}

var errNoParam = errors.New("bimt: the parameter to connect is missing")

func (s *Space) add(p *graph.Param, r role, axes []*Axis, opts []ConnectOption) error {
	if s.err != nil {
		return s.err
	}
	if p == nil {
		return errNoParam
	}
	if s.Connection(p) != nil {
		return fmt.Errorf("bimt: %s is in the space already", p.Name())
	}
	for _, a := range axes {
		if a != nil && !slices.Contains(s.axes, a) {
			return fmt.Errorf("bimt: %s: axis %s is of another space", p.Name(), a.name)
		}
	}
	c := &Connection{param: p, axes: axes, role: r, locality: true}
	for _, o := range opts {
		if o != nil {
			o(c)
		}
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := s.measure(c); err != nil {
		return err
	}
	s.conns = append(s.conns, c)
	return nil
}

// Axes lists the axes in the order they were declared.
func (s *Space) Axes() []*Axis { return slices.Clone(s.axes) }

// Find gives the axis of a name, nil if there is none.
func (s *Space) Find(name string) *Axis {
	for _, a := range s.axes {
		if a.name == name {
			return a
		}
	}
	return nil
}

// Connections lists what was wrapped, in order.
func (s *Space) Connections() []*Connection { return slices.Clone(s.conns) }

// Connection gives the connection of a parameter, nil if it was not wrapped.
func (s *Space) Connection(p *graph.Param) *Connection {
	for _, c := range s.conns {
		if c.param == p {
			return c
		}
	}
	return nil
}

// Distance is how far apart two points are.
func (s *Space) Distance() Distance { return s.distance }

// LayerDistance is y.
func (s *Space) LayerDistance() float64 { return s.y }

// Reduction says how the costs of one parameter's weights add up.
func (s *Space) Reduction() Reduction { return s.reduction }
