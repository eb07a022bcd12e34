package align

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
)

// tensor is one parameter of both networks, by numbers of neurons.
type tensor struct {
	name  string
	shape []int
	axes  []int // by dimension; −1 for none
	sizes []int // neurons on the axis of each dimension, 0 for none
	a, b  []float64
}

// read takes all parameters out of their places.
func (m *Match) read() error {
	for _, s := range []*bimt.Space{m.a, m.b} {
		if err := s.CheckWeights(); err != nil {
			return err
		}
	}
	index := map[string]int{}
	for i, x := range m.axes {
		index[x.Name()] = i
	}
	others := m.b.Connections()
	for k, c := range m.a.Connections() {
		t := tensor{name: c.Param().Name(), shape: c.Param().Shape()}
		on, other := c.Axes(), others[k].Axes()
		for d, x := range on {
			if (x == nil) != (other[d] == nil) || x != nil && x.Name() != other[d].Name() {
				return fmt.Errorf("%w: dimension %d of %s lies on other axes", ErrShape, d, t.name)
			}
			if x == nil {
				t.axes, t.sizes = append(t.axes, -1), append(t.sizes, 0)
				continue
			}
			t.axes, t.sizes = append(t.axes, index[x.Name()]), append(t.sizes, x.Len())
		}
		var err error
		if t.a, err = byNumber(c, on); err != nil {
			return err
		}
		if t.b, err = byNumber(others[k], other); err != nil {
			return err
		}
		m.tensors = append(m.tensors, t)
	}
	return nil
}

// byNumber is a parameter with its neurons in the order of their numbers.
func byNumber(c *bimt.Connection, axes []*bimt.Axis) ([]float64, error) {
	values, shape := c.Param().Float64s(), c.Param().Shape()
	for d, x := range axes {
		if x == nil {
			continue
		}
		place := make([]int, x.Len())
		for p, number := range x.Order() {
			place[number] = p
		}
		if err := graph.Permute(values, shape, d, repeated(place, shape[d])); err != nil {
			return nil, fmt.Errorf("align: %s: %w", c.Param().Name(), err)
		}
	}
	return values, nil
}

// repeated is an order for a dimension that holds several copies of its axis.
func repeated(order []int, size int) []int {
	full := make([]int, 0, size)
	for first := 0; len(full) < size; first += len(order) {
		for _, o := range order {
			full = append(full, first+o)
		}
	}
	return full
}

// usable says whether all dimensions but d lie on known axes, or on none; nil knows all.
func (t *tensor) usable(d int, known []bool) bool {
	for e, axis := range t.axes {
		if known != nil && e != d && axis >= 0 && !known[axis] {
			return false
		}
	}
	return true
}

// strides are how far apart neighbours along each dimension are.
func (t *tensor) strides() []int {
	s, n := make([]int, len(t.shape)), 1
	for d := len(t.shape) - 1; d >= 0; d-- {
		s[d] = n
		n *= t.shape[d]
	}
	return s
}

// gather is the offsets of b along a dimension, in the order of the match.
func (t *tensor) gather(d, stride int, of [][]int) []int {
	offsets := upTo(t.shape[d])
	if axis := t.axes[d]; axis >= 0 {
		offsets = repeated(of[axis], t.shape[d])
	}
	for i := range offsets {
		offsets[i] *= stride
	}
	return offsets
}

// matched is b in the order of a match, but for dimension keep.
func (t *tensor) matched(of [][]int, keep int) []float64 {
	at := []int{0}
	for d, stride := range t.strides() {
		offsets := upTo(t.shape[d])
		for i := range offsets {
			offsets[i] *= stride
		}
		if d != keep {
			offsets = t.gather(d, stride, of)
		}
		next := make([]int, 0, len(at)*len(offsets))
		for _, from := range at {
			for _, by := range offsets {
				next = append(next, from+by)
			}
		}
		at = next
	}
	out := make([]float64, len(at))
	for i, from := range at {
		out[i] = t.b[from]
	}
	return out
}

// distance is ‖A − π(B)‖².
func (t *tensor) distance(of [][]int) (sum float64) {
	for i, v := range t.matched(of, -1) {
		sum += (t.a[i] - v) * (t.a[i] - v)
	}
	return sum
}

// similar adds to s, n×n, the products of a's rows and b's along dimension d.
func (t *tensor) similar(s []float64, d, n int, of [][]int) {
	b := t.matched(of, d)
	inner := t.strides()[d]
	block := inner * n // one copy of the axis
	for first := 0; first < len(b); first += block {
		for i := range n {
			row := t.a[first+i*inner:][:inner]
			for j := range n {
				other := b[first+j*inner:][:inner]
				dot := 0.0
				for k, v := range row {
					dot += v * other[k]
				}
				s[i*n+j] += dot
			}
		}
	}
}

// Activations matches n neurons of b to those of a by what they say on the same rows: the
// pairs with the largest sum of correlations, found exactly (Li, Yosinski et al.,
// "Convergent learning", arXiv 1511.07543). x and y are (rows, n), neurons by number. A
// neuron that says the same on all rows correlates 0 with every other.
func Activations(x, y []float64, n int) ([]int, error) {
	if n < 1 || len(x) != len(y) || len(x)%n != 0 || len(x)/2 < n {
		return nil, fmt.Errorf("align: %d and %d activations of %d neurons: give both for the same rows, two at least", len(x), len(y), n)
	}
	a, b := standardised(x, n), standardised(y, n)
	s := make([]float64, n*n)
	for i := range n {
		for j := range n {
			for k, v := range a[i] {
				s[i*n+j] += v * b[j][k]
			}
			if math.IsNaN(s[i*n+j]) {
				return nil, fmt.Errorf("align: activations of neurons %d and %d are not finite", i, j)
			}
		}
	}
	found, err := group{sizes: []int{n}}.assign([][]float64{s})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// standardised are the columns of (rows, n) with mean 0 and length 1, or 0 if constant.
func standardised(x []float64, n int) [][]float64 {
	all, rows := make([][]float64, n), len(x)/n
	for j := range n {
		column, mean, square := make([]float64, rows), 0.0, 0.0
		for i := range column {
			column[i] = x[i*n+j]
			mean += column[i] / float64(rows)
		}
		for i := range column {
			column[i] -= mean
			square += column[i] * column[i]
		}
		for i := range column {
			if square > 1e-24*float64(rows)*mean*mean { // else constant but for rounding
				column[i] /= math.Sqrt(square)
			}
		}
		all[j] = column
	}
	return all
}
