package bimttest_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/bimttest"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

const batch, time = 4, 2 // attention reads the batch as two sequences of two

// network is a random one: blocks of several kinds, one after the other, in a space.
type network struct {
	t       *rapid.T
	params  *graph.Params
	space   *bimt.Space
	at      *bimt.Axis     // where the next block starts
	node    *gorgonia.Node // (batch, len(at))
	session *graph.Session
	out     *gorgonia.Node
	cost    *bimt.Penalty

	onlyPoints bool       // layouts without ties
	free       *bimt.Axis // the axis that may move, if all others are fixed
	oneFree    bool
	uncharged  []*graph.Param // for their length
	biases     []*graph.Param
}

// kinds is what a random network may be made of, one name for each kind of block.
var kinds = []string{"linear", "copies", "recurrent", "residual", "attention", "shared", "gate", "split", "tree"}

// draw makes a random network of up to depth blocks of the given kinds.
func draw(t *rapid.T, depth int, kinds []string, arrange func(*network)) *network {
	g := gorgonia.NewGraph()
	n := &network{t: t, params: graph.NewParams(g, tensor.Float64)}
	if arrange != nil {
		arrange(n)
	}
	n.space = bimt.NewSpace(
		bimt.WithDistance(rapid.SampledFrom([]bimt.Distance{bimt.CityBlock, euclid}).Draw(t, "distance")),
		bimt.LayerDistance(rapid.SampledFrom([]float64{0, 0.1, 0.5}).Draw(t, "y")),
		bimt.Reduce(rapid.SampledFrom([]bimt.Reduction{bimt.Sum, bimt.Mean}).Draw(t, "reduction")))
	n.input(rapid.Bool().Draw(t, "tokens"))
	for i := range rapid.IntRange(1, depth).Draw(t, "blocks") {
		n.block(fmt.Sprintf("block%d", i), rapid.SampledFrom(kinds).Draw(t, "kind"))
	}
	n.block("output", "linear")
	n.out = n.must(n.at.FromPlaces(n.node))
	loss := n.must(gorgonia.Sum(n.out))
	var err error
	n.cost, err = n.space.Penalize(loss)
	n.check(err)
	n.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n.out, n.cost.Cost}})
	n.check(err)
	n.fill(rapid.SampledFrom([]string{"normal", "mostly zero", "few values"}).Draw(t, "weights"), rapid.Uint64().Draw(t, "seed"))
	return n
}

// euclid is a distance of one's own.
func euclid(a, b []float64) float64 {
	sum := 0.0
	for k := range max(len(a), len(b)) {
		d := 0.0
		if k < len(a) {
			d = a[k]
		}
		if k < len(b) {
			d -= b[k]
		}
		sum += d * d
	}
	return math.Sqrt(sum)
}

// network is what the laws want.
func (n *network) network() bimttest.Network {
	return bimttest.Network{Space: n.space, Outputs: func() ([]float64, error) {
		if err := n.session.Run(); err != nil {
			return nil, err
		}
		return n.session.Float64s(n.out)
	}}
}

func (n *network) check(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *network) must(x *gorgonia.Node, err error) *gorgonia.Node {
	n.t.Helper()
	n.check(err)
	return x
}

// layout draws one of n places.
func (n *network) layout(places int) bimt.Layout {
	if n.onlyPoints {
		return n.points(places)
	}
	switch rapid.SampledFrom([]string{"line", "ring", "grid", "points"}).Draw(n.t, "layout") {
	case "line":
		return bimt.Line(places)
	case "ring":
		return bimt.Ring(places)
	case "grid":
		for w := 2; w < places; w++ {
			if places%w == 0 {
				return bimt.Grid(w, places/w)
			}
		}
		return bimt.Grid(places, 1)
	}
	return n.points(places)
}

func (n *network) points(places int) bimt.Layout {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(n.t, "points"), 1))
	dims := rapid.IntRange(1, 3).Draw(n.t, "dimensions")
	p := make([][]float64, places)
	for i := range p {
		for range dims {
			p[i] = append(p[i], rng.Float64())
		}
	}
	return bimt.Points(p)
}

// axis declares one, at times fixed.
func (n *network) axis(name string, places int, opts ...bimt.AxisOption) *bimt.Axis {
	fixed := rapid.IntRange(0, 5).Draw(n.t, "fixed") == 0
	if n.oneFree {
		fixed = n.free != nil || name == "input"
	}
	if fixed {
		opts = append(opts, bimt.Fixed())
	}
	a := n.space.Axis(name, n.layout(places), opts...)
	if n.oneFree && !fixed {
		n.free = a
	}
	return a
}

func (n *network) width() int { return rapid.IntRange(1, 7).Draw(n.t, "width") }

// input is numbers put at their places, or pairs of tokens of one embedding.
func (n *network) input(tokens bool) {
	g, width := n.params.Graph(), n.width()
	n.at = n.axis("input", width)
	if !tokens {
		x := n.must(graph.Input(g, tensor.Float64, "x", batch, width))
		n.check(graph.Feed(x, normal(rand.New(rand.NewPCG(3, 4)), batch*width)...))
		n.node = n.must(n.at.ToPlaces(x))
		return
	}
	e, err := n.params.New("embedding.weight", 3, width)
	n.check(err)
	n.check(n.space.Embed(e, n.at))
	id := n.must(graph.Input(g, tensor.Float64, "id", batch, 2))
	n.check(graph.Feed(id, 0.0, 1, 1, 2, 2, 2, 0, 2))
	n.node = n.must(op.Tokens(e.Node(), id)) // (batch, 2·width)
}

// affine connects what stands on from to a new or given axis.
func (n *network) affine(name string, x *gorgonia.Node, from, to *bimt.Axis, act op.Activation) *gorgonia.Node {
	w, err := n.params.New(name+".weight", to.Len(), x.Shape()[len(x.Shape())-1])
	n.check(err)
	b, err := n.params.New(name+".bias", to.Len())
	n.check(err)
	charged := rapid.IntRange(0, 4).Draw(n.t, "locality") != 0
	if !charged {
		n.uncharged = append(n.uncharged, w)
	}
	n.check(n.space.Connect(w, to, from, bimt.Locality(charged)))
	n.check(n.space.Bias(b, to))
	n.biases = append(n.biases, b)
	return n.must(op.Affine(x, w.Node(), b.Node(), act))
}

func (n *network) fill(how string, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for _, p := range n.params.All() {
		v := normal(rng, p.Len())
		for i := range v {
			switch {
			case how == "few values":
				v[i] = float64(rng.IntN(3) - 1)
			case how == "mostly zero" && rng.IntN(4) != 0:
				v[i] = 0
			}
		}
		n.check(p.Set(v))
	}
}

func normal(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

// rebuild declares the axes, connections and weights of another network again.
func (n *network) rebuild(from *network) {
	n.params = graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	n.space = bimt.NewSpace(bimt.WithDistance(from.space.Distance()), bimt.LayerDistance(from.space.LayerDistance()), bimt.Reduce(from.space.Reduction()))
	axes := map[*bimt.Axis]*bimt.Axis{}
	for _, a := range from.space.Axes() {
		axes[a] = n.space.Axis(a.Name(), a.Layout(), bimt.WithSymmetry(a.Symmetry()))
	}
	n.free = axes[from.free]
	for _, c := range from.space.Connections() {
		p, err := n.params.New(c.Param().Name(), c.Param().Shape()...)
		n.check(err)
		n.check(p.Set(c.Param().Float64s()))
		var on []*bimt.Axis
		for _, a := range c.Axes() {
			on = append(on, axes[a])
		}
		switch {
		case c.IsWire():
			n.check(n.space.ConnectDims(p, on))
		case len(on) == 1:
			n.check(n.space.Bias(p, on[0]))
		default:
			n.check(n.space.Embed(p, on[1]))
		}
	}
}
