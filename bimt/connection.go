package bimt

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
)

// role says how a parameter is charged.
type role int

const (
	wire     role = iota // |w| (A·distance + y)
	bias                 // |b| y, if biases are charged at all
	stub                 // |e| y: one end has no place
	unpriced             // nothing
)

// Connection is a parameter wrapped with the axes its dimensions lie on. One whose two
// dimensions lie on axes is a bundle of wires, each with a length.
type Connection struct {
	param *graph.Param
	axes  []*Axis // one for each dimension; nil where there is none
	role  role

	locality  bool // its length is in the cost of training
	meanOver  int  // 0: the parameter's own size
	lengths   []float64
	magnitude []float64 // scratch for |w|
	rereads   []func()  // called when lengths have changed
}

// Param is the weight.
func (c *Connection) Param() *graph.Param { return c.param }

// Axes are the axes of the weight's dimensions, nil where a dimension lies on none.
func (c *Connection) Axes() []*Axis { return append([]*Axis(nil), c.axes...) }

// IsWire says whether the weight connects two axes: its cost depends on distance.
func (c *Connection) IsWire() bool { return c.role == wire }

// Ends are the axes a bundle of wires leads from and to: columns and rows; nil for a
// parameter that is no wire.
func (c *Connection) Ends() (from, to *Axis) {
	if c.role != wire {
		return nil, nil
	}
	r, k := c.wireDims()
	return c.axes[k], c.axes[r]
}

// Lengths is the distance of each weight's two ends, row-major; nil for a parameter
// that is no wire. Do not change it.
func (c *Connection) Lengths() []float64 { return c.lengths }

// IsCharged says whether the parameter costs anything: all but what Attach wrapped do.
func (c *Connection) IsCharged() bool { return c.role != unpriced }

// Magnitudes is |w| of every weight, row-major: a copy.
func (c *Connection) Magnitudes() []float64 { return slices.Clone(c.magnitudes()) }

// To is the place, on the axis of its rows, of a weight given by its row-major element:
// where its wire leads. For a parameter that is no wire it is the place on its one axis.
func (c *Connection) To(element int) int {
	row, _ := c.wireDims()
	return c.place(element, row, c.stride(row))
}

// From is the place, on the axis of its columns, of a weight given by its row-major
// element: where its wire comes from; −1 for a parameter that is no wire.
func (c *Connection) From(element int) int {
	_, col := c.wireDims()
	if c.role != wire {
		return -1
	}
	return c.place(element, col, c.stride(col))
}

// ByNeuron adds up sizes of weights, given row-major, by the neurons that these connect,
// those above threshold only: (neurons wires lead to, neurons they come from), by number,
// whatever the relocation. Copies of an axis and further dimensions add up. For |w|, pass
// Magnitudes. It is for wires alone.
func (c *Connection) ByNeuron(sizes []float64, threshold float64) []float64 {
	row, col := c.wireDims()
	rs, cs := c.stride(row), c.stride(col)
	to, from := c.axes[row].Order(), c.axes[col].Order()
	m := make([]float64, len(to)*len(from))
	for i, w := range sizes {
		if w > threshold {
			m[to[c.place(i, row, rs)]*len(from)+from[c.place(i, col, cs)]] += w
		}
	}
	return m
}

// ConnectOption changes how a connection is charged.
type ConnectOption func(*Connection)

// Locality says whether the cost of training charges these wires for their length, as it
// does unless told otherwise. Those that are not are charged y, and relocation still
// shortens them.
func Locality(charged bool) ConnectOption { return func(c *Connection) { c.locality = charged } }

// MeanOver divides by n, in place of the parameter's own size, when costs are means: for
// a tensor that stands for a part of a larger one.
func MeanOver(n int) ConnectOption { return func(c *Connection) { c.meanOver = n } }

// wireDims are the two dimensions that lie on axes: rows (the first) and columns.
func (c *Connection) wireDims() (row, col int) {
	row, col = -1, -1
	for d, a := range c.axes {
		switch {
		case a != nil && row < 0:
			row = d
		case a != nil:
			col = d
		}
	}
	return row, col
}

// stride is how far apart neighbours along dimension d are in row-major order.
func (c *Connection) stride(d int) int {
	s := 1
	for _, n := range c.param.Shape()[d+1:] {
		s *= n
	}
	return s
}

// place is the place on dimension d's axis of the element at a row-major index. Copies
// of an axis follow each other, so the place is the index modulo the axis's length.
func (c *Connection) place(index, d, stride int) int {
	a := c.axes[d]
	return a.Place(index / stride % c.param.Shape()[d] % a.Len())
}

// check reports dimensions that don't fit their axes.
func (c *Connection) check() error {
	shape := c.param.Shape()
	if len(c.axes) != len(shape) {
		return fmt.Errorf("bimt: %s has %d dimensions %v, was given %d axes", c.param.Name(), len(shape), shape, len(c.axes))
	}
	on := 0
	for d, a := range c.axes {
		if a == nil {
			continue
		}
		on++
		if shape[d]%a.Len() != 0 {
			return fmt.Errorf("bimt: dimension %d of %s has size %d, no multiple of the %d neurons on axis %s", d, c.param.Name(), shape[d], a.Len(), a.name)
		}
		if a.Heads() != nil && shape[d] != a.Len() {
			return fmt.Errorf("bimt: dimension %d of %s: copies of an axis in heads (%s) can't be told apart: give it one axis each", d, c.param.Name(), a.name)
		}
	}
	switch {
	case c.meanOver < 0:
		return fmt.Errorf("bimt: %s: a mean over %d weights: want 1 or more, or 0 for its own size", c.param.Name(), c.meanOver)
	case on == 0 && (c.role == bias || c.role == stub):
		return fmt.Errorf("bimt: %s lies on no axis: give it the one its neurons are on", c.param.Name())
	case c.role != wire:
		return nil
	case on != 2:
		return fmt.Errorf("bimt: %s connects %d axes, want 2", c.param.Name(), on)
	}
	row, col := c.wireDims()
	if a, b := c.axes[row], c.axes[col]; a != b && a.Heads() != nil && a.Heads() == b.Heads() {
		return fmt.Errorf("bimt: %s connects axes %s and %s of one split in heads: give each a split of its own", c.param.Name(), a.name, b.name)
	}
	return nil
}

// measure fills in the lengths of a connection's wires.
func (s *Space) measure(c *Connection) error {
	if c.role != wire {
		return nil
	}
	row, col := c.wireDims()
	if err := s.checkDistance(c.axes[row], c.axes[col]); err != nil {
		return err
	}
	shape := c.param.Shape()
	if len(shape) == 2 && shape[0] == c.axes[0].Len() && shape[1] == c.axes[1].Len() && !c.placed() {
		c.lengths = s.distances(c.axes[0], c.axes[1]) // as they stand, for all such wires
		return nil
	}
	c.lengths = make([]float64, c.param.Len())
	s.lengthen(c)
	return nil
}

// lengthen fills in the lengths as neurons stand now.
func (s *Space) lengthen(c *Connection) {
	row, col := c.wireDims()
	rs, cs := c.stride(row), c.stride(col)
	d := s.distances(c.axes[row], c.axes[col])
	m := c.axes[col].Len()
	for i := range c.lengths {
		c.lengths[i] = d[c.place(i, row, rs)*m+c.place(i, col, cs)]
	}
}

// scale is what the sum of |w| is multiplied by: 1, or one over the number of weights.
func (c *Connection) scale(r Reduction) float64 {
	switch {
	case r == Sum:
		return 1
	case c.meanOver > 0:
		return 1 / float64(c.meanOver)
	}
	return 1 / float64(c.param.Len())
}

// magnitudes is |w|, valid until the next call.
func (c *Connection) magnitudes() []float64 {
	size := c.param.AppendFloat64s(c.magnitude[:0])
	for i, v := range size {
		size[i] = max(v, -v)
	}
	if len(size) <= keptMagnitudes {
		c.magnitude = size
	}
	return size
}

// keptMagnitudes is how many are kept from one use to the next: of large networks they would
// take twice the memory of the weights.
const keptMagnitudes = 1 << 16

// bundle adds to m, one row for each neuron of dimension d's axis and one column for
// each of the other end's, the size of all weights between them, times s.
func (c *Connection) bundle(m []float64, d int, s float64) {
	row, col := c.wireDims()
	other := row + col - d
	ds, os := c.stride(d), c.stride(other)
	n := c.axes[other].Len()
	if len(c.param.Shape()) == 2 && !c.placed() {
		c.bundleMatrix(m, d, s)
		return
	}
	for i, w := range c.magnitudes() {
		m[c.place(i, d, ds)*n+c.place(i, other, os)] += s * w
	}
}

// bundleMatrix is bundle for a matrix: no division for every weight.
func (c *Connection) bundleMatrix(m []float64, d int, s float64) {
	w, cols := c.magnitudes(), c.param.Shape()[1]
	rows, n := c.axes[0].Len(), c.axes[1].Len()
	for i := 0; len(w) > 0; i, w = (i+1)%rows, w[cols:] {
		for row := w[:cols]; len(row) > 0; row = row[n:] { // one copy after the other
			if d == 0 {
				to := m[i*n:][:n]
				for j, v := range row[:n] {
					to[j] += s * v
				}
				continue
			}
			for j, v := range row[:n] {
				m[j*rows+i] += s * v
			}
		}
	}
}
