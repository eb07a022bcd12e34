package bimt

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/gorgonia"
)

// Partition is a soft division of all neurons of a space in modules, which is learned with
// the network: neuron i belongs to module c by s_ic = softmax(l_i)_c, l a parameter for each
// axis.
type Partition struct {
	modules int
	axes    []*Axis
	logits  []*graph.Param // of each axis, by place
}

// Of is the module that each neuron of an axis belongs to most, by place; nil of an axis that
// was declared after the partition was made.
func (p *Partition) Of(a *Axis) []int {
	i := slices.Index(p.axes, a)
	if i < 0 {
		return nil
	}
	var of []int
	for l := range slices.Chunk(p.logits[i].Float64s(), p.modules) {
		of = append(of, floats.MaxIdx(l))
	}
	return of
}

// NewPartition adds the logits (neurons, modules) of every axis that the space has by now to
// its parameters, as partition.AXIS, near 0 at first, so that no neuron belongs anywhere yet.
func NewPartition(s *Space, params *graph.Params, modules int, rng *rand.Rand) (*Partition, error) {
	if s == nil || params == nil || rng == nil {
		return nil, fmt.Errorf("bimt: a partition: the space, the parameters or the random source is missing")
	}
	if modules < 2 {
		return nil, fmt.Errorf("bimt: a partition in %d modules: want at least 2", modules)
	}
	p := &Partition{modules: modules, axes: s.Axes()}
	for _, a := range s.axes {
		l, err := params.New("partition."+a.name, a.Len(), modules)
		if err != nil {
			return nil, err
		}
		start := make([]float64, l.Len())
		for i := range start {
			start[i] = 0.1 * rng.NormFloat64()
		}
		if err := l.Set(start); err != nil {
			return nil, err
		}
		if err := s.Attach(l, a, nil); err != nil {
			return nil, err
		}
		p.logits = append(p.logits, l)
	}
	return p, nil
}

// Price is 1 − Q, Newman's modularity of the |w| graph for the soft partition:
//
//	Q = 1/2m Σ_ij (A_ij − k_i k_j / 2m) Σ_c s_ic s_jc
//
// (Newman 2006, eq. 4, with δ(c_i, c_j) made soft). One module for all has Q = 0, so there is
// nothing to gain by giving up the division. A network without weights is charged 1.
func (p *Partition) Price() Price {
	return func(s *Space) (*gorgonia.Node, error) {
		b, err := s.bundles("modularity")
		if err != nil {
			return nil, err
		}
		in := append(gorgonia.Nodes{}, b.params...)
		rows := 0
		for _, l := range p.logits {
			in, rows = append(in, l.Node()), rows+l.Shape()[0]
		}
		if rows != b.nodes {
			return nil, fmt.Errorf("bimt: modularity: the partition has %d neurons, the space %d: make it after all axes are declared", rows, b.nodes)
		}
		return op.Scalar{
			Kind:  "1 − modularity",
			Attrs: fmt.Sprint(p.modules, " modules of ", b.wiring()),
			Eval: func(x, grad [][]float64) (float64, error) {
				return newSoftModularity(b, x, p.modules).price(grad), nil
			},
		}.Node(in...)
	}
}

// softModularity is Q with the sums it is made of. With M = Σ|w|, T = Σ|w| s_to·s_from and
// v = Σ|w| (s_to + s_from),  Q = T/M − |v|²/4M².
type softModularity struct {
	*bundles
	x       [][]float64 // weights, then logits
	modules int
	s       []float64 // (nodes, modules)
	k       []float64 // strengths
	v       []float64
	t, m    float64
}

func newSoftModularity(b *bundles, x [][]float64, modules int) *softModularity {
	q := &softModularity{bundles: b, x: x, modules: modules, k: make([]float64, b.nodes), v: make([]float64, modules)}
	for _, logits := range x[len(b.params):] {
		for i := 0; i < len(logits); i += modules {
			q.s = append(q.s, softmax(logits[i:i+modules])...)
		}
	}
	b.each(x, func(_, _ int, w float64, to, from int) {
		w = math.Abs(w)
		q.m += w
		q.t += w * floats.Dot(q.of(to), q.of(from))
		q.k[to] += w
		q.k[from] += w
	})
	for i, k := range q.k {
		floats.AddScaled(q.v, k, q.of(i))
	}
	return q
}

func (q *softModularity) of(node int) []float64 { return q.s[node*q.modules:][:q.modules] }

// price is 1 − Q; grad, where there is one, its gradient.
func (q *softModularity) price(grad [][]float64) float64 {
	for _, g := range grad {
		clear(g)
	}
	if q.m == 0 {
		return 1
	}
	vv := floats.Dot(q.v, q.v)
	if grad != nil {
		q.gradient(grad, vv)
	}
	return 1 - (q.t/q.m - vv/(4*q.m*q.m))
}

func (q *softModularity) gradient(grad [][]float64, vv float64) {
	bySoft, m := make([]float64, len(q.s)), q.m
	soft := func(node int) []float64 { return bySoft[node*q.modules:][:q.modules] }
	q.each(q.x, func(k, i int, w float64, to, from int) {
		slope := floats.Dot(q.of(to), q.of(from))/m - q.t/(m*m) -
			(floats.Dot(q.v, q.of(to))+floats.Dot(q.v, q.of(from)))/(2*m*m) + vv/(2*m*m*m)
		grad[k][i] = -sign(w) * slope
		floats.AddScaled(soft(to), math.Abs(w)/m, q.of(from))
		floats.AddScaled(soft(from), math.Abs(w)/m, q.of(to))
	})
	for i, k := range q.k {
		floats.AddScaled(soft(i), -k/(2*m*m), q.v)
	}
	node := 0
	for _, g := range grad[len(q.params):] {
		for at := 0; at < len(g); at, node = at+q.modules, node+1 {
			s, d := q.of(node), soft(node)
			mean := floats.Dot(s, d)
			for c := range s {
				g[at+c] = -s[c] * (d[c] - mean)
			}
		}
	}
}

func softmax(logits []float64) []float64 {
	p, most, sum := make([]float64, len(logits)), floats.Max(logits), 0.0
	for i, l := range logits {
		p[i] = math.Exp(l - most)
		sum += p[i]
	}
	floats.Scale(1/sum, p)
	return p
}
