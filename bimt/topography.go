package bimt

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/op"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
)

// Topography charges the maps that wires draw on an axis for being rough. A map m is the
// weights of one neuron at the other end, laid out on the places of the axis, Bm is its
// blurred copy, and the price is the mean over all maps of
//
//	1 − cos(m, Bm),   B_pq ∝ exp(−|p − q|²/2σ²),  Σ_q B_pq = 1
//
// (after TopoLoss, Deb, Deb and Murty, arXiv 2501.16396, which blurs by a smaller picture). Maps of zeros
// are charged nothing. σ is in units of the layout.
func Topography(a *Axis, sigma float64) Price {
	return func(s *Space) (*gorgonia.Node, error) {
		if s.err != nil {
			return nil, s.err
		}
		if !(sigma > 0) || math.IsInf(sigma, 1) {
			return nil, fmt.Errorf("bimt: topography of axis %s: blurred by %v: want more than 0", a.name, sigma)
		}
		t := &topography{blur: blur(a.layout, sigma)}
		var in gorgonia.Nodes
		for _, c := range s.conns {
			if c.role != wire {
				continue
			}
			if row, col := c.wireDims(); c.axes[row] == a || c.axes[col] == a {
				in, t.maps = append(in, c.param.Node()), append(t.maps, c.maps(a))
			}
		}
		if len(in) == 0 {
			return nil, fmt.Errorf("bimt: topography: axis %s has no wires", a.name)
		}
		return op.Scalar{
			Kind:  "topography",
			Attrs: fingerprint(a.name, sigma, a.layout, t.maps),
			Eval:  func(x, grad [][]float64) (float64, error) { return t.price(x, grad), nil },
		}.Node(in...)
	}
}

// topography is the maps of some tensors on an axis: each lists elements in order of places.
type topography struct {
	blur *mat.Dense
	maps [][][]int
}

// maps lists the elements of every map that a weight draws on an axis.
func (c *Connection) maps(a *Axis) (maps [][]int) {
	row, col := c.wireDims()
	d := row
	if c.axes[row] != a {
		d = col
	}
	shape, stride := c.param.Shape(), c.stride(d)
	for first := range c.param.Len() {
		if i := first / stride % shape[d]; i%a.Len() != 0 { // not at the first place
			continue
		}
		m := make([]int, a.Len())
		for p := range m {
			m[p] = first + p*stride
		}
		maps = append(maps, m)
	}
	return maps
}

func blur(l Layout, sigma float64) *mat.Dense {
	b := mat.NewDense(l.Len(), l.Len(), nil)
	for p := range l.Len() {
		row := b.RawRowView(p)
		for q := range row {
			d := floats.Distance(l.Point(p), l.Point(q), 2)
			row[q] = math.Exp(-d * d / (2 * sigma * sigma))
		}
		floats.Scale(1/floats.Sum(row), row)
	}
	return b
}

func (t *topography) price(x, grad [][]float64) float64 {
	n := t.blur.RawMatrix().Rows
	m, g := mat.NewVecDense(n, nil), make([]float64, n)
	sum, count := 0.0, 0
	for _, maps := range t.maps {
		count += len(maps)
	}
	for k, maps := range t.maps {
		for _, elements := range maps {
			for p, e := range elements {
				m.SetVec(p, x[k][e])
			}
			sum += t.roughness(m, g)
			for p, e := range elements {
				if grad != nil {
					grad[k][e] = g[p] / float64(count)
				}
			}
		}
	}
	return sum / float64(count)
}

// roughness is 1 − cos(m, Bm), with its gradient in g.
func (t *topography) roughness(m *mat.VecDense, g []float64) float64 {
	clear(g)
	var b, back, own mat.VecDense
	b.MulVec(t.blur, m)
	mm, bb := mat.Dot(m, m), mat.Dot(&b, &b)
	if mm == 0 || bb == 0 {
		return 0
	}
	norm := math.Sqrt(mm * bb)
	cos := mat.Dot(m, &b) / norm
	back.MulVec(t.blur.T(), m)
	own.MulVec(t.blur.T(), &b)
	for p := range g {
		g[p] = -((b.AtVec(p)+back.AtVec(p))/norm - cos*m.AtVec(p)/mm - cos*own.AtVec(p)/bb)
	}
	return 1 - cos
}
