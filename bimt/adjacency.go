package bimt

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
)

// adjacency is the matrix A of a network: one dense block for every two axes that are wired. The
// links of a Graph take four times its room.
type adjacency struct {
	nodes  *Graph // numbers the nodes; it has no links
	blocks []*wiredAxes
}

// wiredAxes is the block of A of two axes by number, a ≤ b: rows are neurons of a, columns of b.
type wiredAxes struct {
	a, b int
	blas64.General
}

// adjacency is A of the network's wires as they are now (see GraphOf).
func (s *Space) adjacency(threshold float64, sizes func(*Connection) []float64) (*adjacency, error) {
	if err := s.ready(threshold); err != nil {
		return nil, err
	}
	if sizes == nil {
		return nil, fmt.Errorf("bimt: graph: there is no function that gives sizes")
	}
	g := &Graph{axes: s.Axes(), first: []int{0}}
	for i, a := range g.axes {
		g.first = append(g.first, g.first[i]+a.Len())
	}
	m := &adjacency{nodes: g}
	for _, c := range s.conns {
		if c.role == wire {
			from, to := c.Ends()
			of := sizes(c)
			if len(of) != c.param.Len() {
				return nil, fmt.Errorf("bimt: graph: %d sizes are given of the %d weights of %s", len(of), c.param.Len(), c.param.Name())
			}
			m.add(slices.Index(g.axes, to), slices.Index(g.axes, from), c.ByNeuron(of, threshold))
		}
	}
	slices.SortFunc(m.blocks, func(p, q *wiredAxes) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	if math.IsInf(m.total(), 0) {
		return nil, fmt.Errorf("bimt: graph: the sizes of all weights add up to infinity: the network has diverged")
	}
	return m, nil
}

// total is the sum of A, both halves.
func (m *adjacency) total() (sum float64) {
	for _, p := range m.blocks {
		half := floats.Sum(p.Data)
		sum += half
		if p.a != p.b {
			sum += half
		}
	}
	return sum
}

// dropLoops leaves out neurons that are wired to themselves.
func (m *adjacency) dropLoops() {
	for _, p := range m.blocks {
		for i := 0; p.a == p.b && i < p.Rows; i++ {
			p.Data[i*p.Stride+i] = 0
		}
	}
}

// add adds the sizes of weights between axes a (rows) and b (columns) to their block.
func (m *adjacency) add(a, b int, sizes []float64) {
	rows, columns := m.nodes.axes[a].Len(), m.nodes.axes[b].Len()
	w := m.block(min(a, b), max(a, b))
	for i := range rows {
		for j := range columns {
			v := sizes[i*columns+j]
			switch {
			case a < b:
				w[i*columns+j] += v
			case a > b:
				w[j*rows+i] += v
			default:
				w[i*columns+j] += v + sizes[j*columns+i]
			}
		}
	}
}

// block is that of two axes, a new one if there is none.
func (m *adjacency) block(a, b int) []float64 {
	for _, p := range m.blocks {
		if p.a == a && p.b == b {
			return p.Data
		}
	}
	rows, columns := m.nodes.axes[a].Len(), m.nodes.axes[b].Len()
	p := &wiredAxes{a, b, blas64.General{Rows: rows, Cols: columns, Stride: columns, Data: make([]float64, rows*columns)}}
	m.blocks = append(m.blocks, p)
	return p.Data
}

// side is a block of A as it is seen from one of its axes: to is the other.
type side struct {
	to          int
	w           []float64
	row, column int // how far apart two neurons of this axis, and of the other, are in w
}

func (s side) at(i, j int) float64 { return s.w[i*s.row+j*s.column] }

// beside lists the blocks of an axis, by the other's number.
func (m *adjacency) beside(axis int) []side {
	var all []side
	for _, p := range m.blocks {
		switch axis {
		case p.a:
			all = append(all, side{p.b, p.Data, p.Stride, 1})
		case p.b:
			all = append(all, side{p.a, p.Data, 1, p.Stride})
		}
	}
	slices.SortFunc(all, func(p, q side) int { return cmp.Compare(p.to, q.to) })
	return all
}

// times is dst = A·v.
func (m *adjacency) times(dst, v []float64) {
	g := m.nodes
	clear(dst)
	of := func(all []float64, axis int) blas64.Vector {
		return blas64.Vector{N: g.axes[axis].Len(), Inc: 1, Data: all[g.first[axis]:g.first[axis+1]]}
	}
	for _, p := range m.blocks {
		blas64.Gemv(blas.NoTrans, 1, p.General, of(v, p.b), 1, of(dst, p.a))
		if p.a != p.b {
			blas64.Gemv(blas.Trans, 1, p.General, of(v, p.a), 1, of(dst, p.b))
		}
	}
}
