package bimt

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/gorgonia"
)

// softFloor is ε of the distance that trained places are charged for, Σ_k √(Δ_k² + ε²) − ε
// along every coordinate k: city-block but for a round floor, so that two neurons at one
// place feel no jump. It is at most ε a coordinate below CityBlock.
const softFloor = 0.01

// TrainPlaces makes the places of an axis a parameter (neurons, coordinates), places.AXIS,
// which starts at the axis's layout: the connection cost then pulls at the places too. Call it before
// the cost is built. Relocation still exchanges neurons between the places, which stay what
// they are.
//
// Two things keep places from running away or falling into one: Settle holds every coordinate
// between 0 and 1 (or the range of the axis's layout, if that is wider), and the price
// Repulsion pushes the neurons of an axis apart. Inputs and outputs are best left where they
// are: they are what everything else is drawn to.
func (s *Space) TrainPlaces(params *graph.Params, a *Axis) error {
	if s.err != nil {
		return s.err
	}
	if !slices.Contains(s.axes, a) {
		return fmt.Errorf("bimt: trained places: the axis is not of this space")
	}
	if a.trained != nil {
		return fmt.Errorf("bimt: the places of axis %s are trained already", a.name)
	}
	if a.symmetry.Rigid {
		return fmt.Errorf("bimt: trained places of axis %s: its heads are rigid, so that a place is not an index of its tensors", a.name)
	}
	if s.ownDistance {
		return fmt.Errorf("bimt: trained places of axis %s: the space has a distance of its own, whose slope is not known: leave WithDistance out", a.name)
	}
	start := slices.Concat(a.layout.points...)
	p, err := params.New("places."+a.name, a.Len(), len(a.layout.points[0]))
	if err != nil {
		return err
	}
	if err := p.Set(start); err != nil {
		return err
	}
	if err := s.Attach(p, nil, nil); err != nil {
		return err
	}
	a.trained, a.spacing = p, closest(a.layout)
	a.box = [2]float64{min(0, floats.Min(start)), max(1, floats.Max(start))}
	return nil
}

// Places is the parameter of an axis whose places are trained, nil of others.
func (a *Axis) Places() *graph.Param { return a.trained }

// closest is the smallest distance between two places of a layout.
func closest(l Layout) float64 {
	d := math.Inf(1)
	for i, p := range l.points {
		for _, q := range l.points[:i] {
			d = min(d, floats.Distance(p, q, 2))
		}
	}
	return d
}

// Settle takes trained places as they are now, held in their box: lengths, relocations,
// and all that reads a layout go by them from then on. Call it after every step, or before
// anything else than a step. It does nothing in a space without trained places.
func (s *Space) Settle() error {
	moved := map[*Axis]bool{}
	for _, a := range s.axes {
		if a.trained == nil {
			continue
		}
		at := a.trained.Float64s()
		for i, v := range at {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("bimt: %s holds %v at element %d: take a lower rate for places", a.trained.Name(), v, i)
			}
			at[i] = min(max(v, a.box[0]), a.box[1])
		}
		if err := a.trained.Set(at); err != nil {
			return err
		}
		a.layout = Points(slices.Collect(slices.Chunk(at, len(at)/a.Len())))
		moved[a] = true
	}
	for pair := range s.apart {
		if moved[pair[0]] || moved[pair[1]] {
			delete(s.apart, pair)
		}
	}
	for _, c := range s.conns {
		if from, to := c.Ends(); moved[from] || moved[to] {
			if err := s.measure(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// glides says whether an end of the wires has trained places.
func (c *Connection) glides() bool {
	from, to := c.Ends()
	return from != nil && (from.trained != nil || to.trained != nil)
}

// placedLength is Σ s·|w|·d of a connection, by weights and by trained places.
func (s *Space) placedLength(c *Connection) (*gorgonia.Node, error) {
	from, to := c.Ends()
	in := gorgonia.Nodes{c.param.Node()}
	l := &placedLength{conn: c, scale: c.scale(s.reduction)}
	for i, a := range []*Axis{to, from} {
		if a.trained == nil {
			l.fixed[i] = a.layout
			continue
		}
		l.input[i] = len(in)
		if i == 1 && a == to { // recurrent
			l.input[i] = l.input[0]
			continue
		}
		in = append(in, a.trained.Node())
	}
	return op.Scalar{
		Kind:  "length by places",
		Attrs: fingerprint(to.name, from.name, l.fixed, l.scale, c.param.Shape()),
		Eval:  func(x, grad [][]float64) (float64, error) { return l.eval(x, grad), nil },
	}.Node(in...)
}

// placedLength is the length of a bundle of wires: its ends, to and from, are inputs or fixed.
type placedLength struct {
	conn  *Connection
	scale float64
	input [2]int // 0: fixed
	fixed [2]Layout
}

func (l *placedLength) eval(x, grad [][]float64) float64 {
	for _, g := range grad {
		clear(g)
	}
	sum := 0.0
	for i, w := range x[0] {
		to, from := l.conn.To(i), l.conn.From(i)
		p, q := l.at(x, 0, to), l.at(x, 1, from)
		d := 0.0
		for k := range max(len(p), len(q)) {
			delta := coordinate(p, k) - coordinate(q, k)
			root := math.Hypot(delta, softFloor)
			d += root - softFloor
			if pull := l.scale * math.Abs(w) * delta / root; grad != nil {
				l.push(grad, 0, to, k, pull)
				l.push(grad, 1, from, k, -pull)
			}
		}
		sum += math.Abs(w) * d
		if grad != nil {
			grad[0][i] = l.scale * sign(w) * d
		}
	}
	return l.scale * sum
}

// at is the place of a neuron at an end.
func (l *placedLength) at(x [][]float64, end, place int) []float64 {
	if l.input[end] == 0 {
		return l.fixed[end].points[place]
	}
	all := x[l.input[end]]
	n := len(all) / l.axis(end).Len()
	return all[place*n:][:n]
}

func (l *placedLength) push(grad [][]float64, end, place, k int, pull float64) {
	if l.input[end] == 0 {
		return
	}
	g := grad[l.input[end]]
	if n := len(g) / l.axis(end).Len(); k < n {
		g[place*n+k] += pull
	}
}

func (l *placedLength) axis(end int) *Axis {
	from, to := l.conn.Ends()
	return []*Axis{to, from}[end]
}

// coordinate is 0 of a point that has fewer.
func coordinate(p []float64, k int) float64 {
	if k < len(p) {
		return p[k]
	}
	return 0
}

// Repulsion pushes the neurons of every axis with trained places apart:
//
//	Σ_axes 1/n Σ_{i<j} max(0, 1 − |p_i − p_j|²/r²)²,
//
// n the neurons of the axis and r half the smallest distance between two places at the start, so
// that an axis as it was laid out costs nothing.
func Repulsion() Price {
	return func(s *Space) (*gorgonia.Node, error) {
		var in gorgonia.Nodes
		var axes []*Axis
		for _, a := range s.axes {
			if a.trained != nil && a.Len() > 1 {
				in, axes = append(in, a.trained.Node()), append(axes, a)
			}
		}
		if len(in) == 0 {
			return nil, fmt.Errorf("bimt: repulsion: no axis has trained places: call TrainPlaces first")
		}
		names := ""
		for _, a := range axes {
			names += fmt.Sprint(a.name, a.spacing, " ")
		}
		return op.Scalar{
			Kind:  "repulsion",
			Attrs: names,
			Eval: func(x, grad [][]float64) (float64, error) {
				sum := 0.0
				for i, a := range axes {
					var g []float64
					if grad != nil {
						g = grad[i]
						clear(g)
					}
					sum += repulsion(x[i], g, a.Len(), a.spacing/2)
				}
				return sum, nil
			},
		}.Node(in...)
	}
}

func repulsion(x, grad []float64, n int, r float64) (sum float64) {
	dim := len(x) / n
	for i := range n {
		for j := range i {
			p, q, d2 := x[i*dim:][:dim], x[j*dim:][:dim], 0.0
			for k := range p {
				d2 += (p[k] - q[k]) * (p[k] - q[k])
			}
			over := 1 - d2/(r*r)
			if over <= 0 {
				continue
			}
			sum += over * over / float64(n)
			for k := 0; grad != nil && k < dim; k++ {
				push := -4 * over * (p[k] - q[k]) / (r * r * float64(n))
				grad[i*dim+k] += push
				grad[j*dim+k] -= push
			}
		}
	}
	return sum
}
