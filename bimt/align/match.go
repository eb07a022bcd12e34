package align

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Match says which neuron of a network b stands for which of a network a.
type Match struct {
	a, b    *bimt.Space
	axes    []*bimt.Axis // of a
	held    []bool       // by axis
	of      [][]int      // by axis: the number of b's neuron for each of a's
	groups  []group
	tensors []tensor
}

// group is an axis, or all axes that share a split in heads.
type group struct {
	axes   []int
	sizes  []int
	heads  int // 0 for none
	pinned bool
	rigid  []bool
}

// newMatch begins with equal numbers, or what is known.
func newMatch(a, b *bimt.Space, o Options) (*Match, error) {
	if err := alike(a, b); err != nil {
		return nil, err
	}
	m := &Match{a: a, b: b, axes: a.Axes()}
	for _, name := range o.Held {
		if a.Find(name) == nil {
			return nil, fmt.Errorf("align: there is no axis %q to hold", name)
		}
	}
	for _, x := range m.axes {
		held := x.IsFixed() || slices.Contains(o.Held, x.Name())
		of := upTo(x.Len())
		if known := o.Known[x.Name()]; known != nil {
			if held {
				return nil, fmt.Errorf("align: axis %s is held, and a match is given for it too", x.Name())
			}
			if !isPermutation(known, x.Len()) {
				return nil, fmt.Errorf("align: the match given for axis %s is no order of its %d neurons", x.Name(), x.Len())
			}
			of, held = slices.Clone(known), true
		}
		m.of, m.held = append(m.of, of), append(m.held, held)
	}
	m.group()
	return m, m.read()
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func isPermutation(order []int, n int) bool {
	sorted := slices.Sorted(slices.Values(order))
	return slices.Equal(sorted, upTo(n))
}

// ErrShape is the error for two networks that have not the same axes and parameters.
var ErrShape = errors.New("only networks of one shape can be compared")

// alike says why two networks have not one shape.
func alike(a, b *bimt.Space) error {
	x, y := a.Axes(), b.Axes()
	if len(x) != len(y) {
		return fmt.Errorf("%w: the one has %d axes, the other %d", ErrShape, len(x), len(y))
	}
	for i := range x {
		switch {
		case x[i].Name() != y[i].Name():
			return fmt.Errorf("%w: the one has an axis %s where the other has %s", ErrShape, x[i].Name(), y[i].Name())
		case x[i].Len() != y[i].Len():
			return fmt.Errorf("%w: axis %s has %d neurons in the one and %d in the other", ErrShape, x[i].Name(), x[i].Len(), y[i].Len())
		case !sameSymmetry(x[i].Symmetry(), y[i].Symmetry()):
			return fmt.Errorf("%w: axis %s moves otherwise in the one than in the other (fixed, or in heads)", ErrShape, x[i].Name())
		}
	}
	c, d := a.Connections(), b.Connections()
	for i := range c {
		if i >= len(d) || c[i].Param().Name() != d[i].Param().Name() || !slices.Equal(c[i].Param().Shape(), d[i].Param().Shape()) {
			return fmt.Errorf("%w: %s of shape %v is not in both", ErrShape, c[i].Param().Name(), c[i].Param().Shape())
		}
	}
	if len(d) > len(c) {
		return fmt.Errorf("%w: %s is in one alone", ErrShape, d[len(c)].Param().Name())
	}
	return nil
}

func sameSymmetry(x, y bimt.Symmetry) bool {
	heads := func(s bimt.Symmetry) int {
		if s.Heads == nil {
			return 0
		}
		return s.Heads.Len()
	}
	return x.Fixed == y.Fixed && x.Rigid == y.Rigid && heads(x) == heads(y) && len(x.Inside) == len(y.Inside)
}

// group puts the axes that are free together by their splits in heads.
func (m *Match) group() {
	at := map[*bimt.Heads]int{}
	for i, x := range m.axes {
		h := x.Heads()
		if h == nil {
			if !m.held[i] {
				m.groups = append(m.groups, group{axes: []int{i}, sizes: []int{x.Len()}, rigid: []bool{false}})
			}
			continue
		}
		k, seen := at[h]
		if !seen {
			k = len(m.groups)
			at[h] = k
			m.groups = append(m.groups, group{heads: h.Len()})
		}
		g := &m.groups[k]
		if m.held[i] {
			g.pinned = true
			continue
		}
		g.axes, g.sizes, g.rigid = append(g.axes, i), append(g.sizes, x.Len()), append(g.rigid, x.Symmetry().Rigid || len(x.Symmetry().Inside) > 0)
	}
	m.groups = slices.DeleteFunc(m.groups, func(g group) bool { return len(g.axes) == 0 })
}

func (m *Match) clone() *Match {
	c := *m
	c.of = nil
	for _, of := range m.of {
		c.of = append(c.of, slices.Clone(of))
	}
	return &c
}

// Of is the match of an axis by name: element i is the number of b's neuron that stands for
// a's neuron i. It is nil if there is no such axis.
func (m *Match) Of(axis string) []int {
	for i, x := range m.axes {
		if x.Name() == axis {
			return slices.Clone(m.of[i])
		}
	}
	return nil
}

// Distance is how far apart a parameter of the two networks is.
type Distance struct {
	Name string
	A, B float64 // ‖A‖ and ‖B‖, roots of sums of squares
	// Before and After are ‖A − B‖ with neurons of equal numbers compared, and with those
	// that stand for each other.
	Before, After float64
}

// Distances are those of all parameters, in their order.
func (m *Match) Distances() []Distance {
	same := make([][]int, len(m.axes))
	for i, x := range m.axes {
		same[i] = upTo(x.Len())
	}
	var all []Distance
	for _, t := range m.tensors {
		d := Distance{Name: t.name, Before: math.Sqrt(t.distance(same)), After: math.Sqrt(t.distance(m.of))}
		for i, v := range t.a {
			d.A += v * v
			d.B += t.b[i] * t.b[i]
		}
		d.A, d.B = math.Sqrt(d.A), math.Sqrt(d.B)
		all = append(all, d)
	}
	return all
}

// Total is ‖A − B‖ over all parameters, before and after.
func Total(all []Distance) (before, after float64) {
	for _, d := range all {
		before += d.Before * d.Before
		after += d.After * d.After
	}
	return math.Sqrt(before), math.Sqrt(after)
}

// Apply moves the neurons of b until those that stand for each other have equal places in
// both networks: then equal elements of parameters are comparable. b computes the same.
func (m *Match) Apply() error {
	orders := map[*bimt.Axis][]int{}
	for i, x := range m.axes {
		order := x.Order()
		for p, number := range order {
			order[p] = m.of[i][number]
		}
		orders[m.b.Find(x.Name())] = order
	}
	return m.b.Move(orders)
}

// total is Σ ‖A − π(B)‖² of all parameters.
func (m *Match) total() (sum float64) {
	for _, t := range m.tensors {
		sum += t.distance(m.of)
	}
	return sum
}
