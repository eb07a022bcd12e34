package picture

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/run"
)

// transformerEdges is the most weights drawn of a transformer: more make a grey carpet.
const transformerEdges = 3000

// deadBelow is the part of the largest |w| below which a weight is not drawn.
const deadBelow = 0.01

// TransformerDrawing is the picture of a transformer unrolled from bottom to top: the
// residual stream again after each step that adds to it, with query, key and value of a
// block a little apart, and grey links where the stream goes on by itself. Tokens have
// no place in space, so their table and that of positions are not drawn.
//
// Weights below 1 % of the largest are not drawn, and where there are many, the same
// number of each matrix is, the strongest.
//
// A neuron is drawn faint if it does nothing: all weights that lead to it, or all that
// lead from it, are below 1 % of the largest; a query without its key or the other way
// round; in the residual stream, one that nothing below has written to, or that nothing
// above reads.
func TransformerDrawing(n *run.Network, title string, labels draw.Labels) draw.Network {
	t := n.Transformer
	u := &unrolled{net: draw.Network{Title: title, Floor: -1}, tokens: t.Table != nil}
	var input []strand
	if t.In != nil {
		u.layer("input", t.In, labels[t.In])
		input = []strand{{weight: t.Embed.Weight, from: 0}}
	}
	stream := u.residual("embed", t.Residual, input, -1)
	if t.Table != nil {
		u.writeTable(stream, t.Table.Table)
	}
	if t.Positions != nil {
		u.writeTable(stream, t.Positions)
	}
	for i, b := range t.Blocks {
		number := ""
		if len(t.Blocks) > 1 {
			number = fmt.Sprint(" ", i)
		}
		a := b.Attention
		heads := u.attention("attention"+number, a.QK, a.V)
		for g, w := range []*graph.Param{a.Query.Weight, a.Key.Weight, a.Value.Weight} {
			u.connect(strand{weight: w, from: stream}, heads, g*a.QK.Len())
		}
		stream = u.residual("residual", t.Residual, []strand{{weight: a.Out.Weight, from: heads, first: 2 * a.QK.Len()}}, stream)
		hidden := u.layer("MLP"+number, b.MLP.Hidden, nil)
		u.connect(strand{weight: b.MLP.Up.Weight, from: stream}, hidden, 0)
		stream = u.residual("residual", t.Residual, []strand{{weight: b.MLP.Down.Weight, from: hidden}}, stream)
	}
	u.connect(strand{weight: t.Unembed.Weight, from: stream}, u.layer("output", t.Out, labels[t.Out]), 0)
	u.bury()
	u.choose()
	return u.net
}

// unrolled is a transformer's picture while it is made.
type unrolled struct {
	net     draw.Network
	bundles [][]draw.Edge // by matrix
	largest float64       // |w|
	in, out [][]float64   // largest |w| to and from each neuron, by layer
	stages  []int         // layers that are the residual stream, from bottom to top
	heads   []int         // layers of query, key and value
	tokens  bool          // the lowest layer is written to by a table
}

// strand is a weight (rows, columns) that leads from neurons of a layer, beginning with
// its first.
type strand struct {
	weight      *graph.Param
	from, first int
}

// layer adds one row of the neurons of an axis, and gives its index.
func (u *unrolled) layer(name string, a *bimt.Axis, labels []string) int {
	l := draw.Layer{Name: name}
	order := a.Order()
	for i := range a.Len() {
		v := draw.Neuron{X: a.Layout().Point(i)[0]}
		if len(labels) == a.Len() {
			v.Label = labels[order[i]]
		}
		l.Neurons = append(l.Neurons, v)
	}
	return u.add(l)
}

func (u *unrolled) add(l draw.Layer) int {
	u.net.Layers = append(u.net.Layers, l)
	u.in = append(u.in, make([]float64, len(l.Neurons)))
	u.out = append(u.out, make([]float64, len(l.Neurons)))
	return len(u.net.Layers) - 1
}

// attention adds query, key and value, in this order.
func (u *unrolled) attention(name string, qk, v *bimt.Axis) int {
	l := draw.Layer{Name: name, Groups: []string{"query", "key", "value"}}
	for g, a := range []*bimt.Axis{qk, qk, v} {
		for i := range a.Len() {
			l.Neurons = append(l.Neurons, draw.Neuron{X: a.Layout().Point(i)[0], Group: g})
		}
	}
	at := u.add(l)
	u.heads = append(u.heads, at)
	return at
}

// residual adds the residual stream after what the strands add to it; below is the stage
// before, −1 for none.
func (u *unrolled) residual(name string, a *bimt.Axis, added []strand, below int) int {
	at := u.layer(name, a, nil)
	u.stages = append(u.stages, at)
	for _, s := range added {
		u.connect(s, at, 0)
	}
	if below >= 0 {
		for i := range a.Len() {
			u.net.Links = append(u.net.Links, draw.Link{FromLayer: below, FromNeuron: i, ToLayer: at, ToNeuron: i})
		}
	}
	return at
}

// connect adds a strand's weights, its rows leading to neurons from the given one on.
func (u *unrolled) connect(s strand, to, first int) {
	columns := s.weight.Shape()[1]
	var bundle []draw.Edge
	for i, w := range s.weight.Float64s() {
		from, onto := s.first+i%columns, first+i/columns
		bundle = append(bundle, draw.Edge{FromLayer: s.from, FromNeuron: from, ToLayer: to, ToNeuron: onto, Weight: w})
		size := math.Abs(w)
		u.largest = max(u.largest, size)
		u.out[s.from][from] = max(u.out[s.from][from], size)
		u.in[to][onto] = max(u.in[to][onto], size)
	}
	u.bundles = append(u.bundles, bundle)
}

// writeTable counts the rows of a table that are added to the stream.
func (u *unrolled) writeTable(at int, table *graph.Param) {
	in := u.in[at]
	for i, w := range table.Float64s() {
		in[i%len(in)] = max(in[i%len(in)], math.Abs(w))
	}
}

// choose takes the weights to draw.
func (u *unrolled) choose() {
	slices.SortStableFunc(u.bundles, func(a, b []draw.Edge) int { return cmp.Compare(len(a), len(b)) })
	total, room, cut := 0, transformerEdges, false
	for i, b := range u.bundles {
		total += len(b)
		b = slices.DeleteFunc(b, func(e draw.Edge) bool { return e.Weight == 0 || math.Abs(e.Weight) < deadBelow*u.largest })
		if most := room / (len(u.bundles) - i); len(b) > most {
			slices.SortStableFunc(b, func(x, y draw.Edge) int { return cmp.Compare(math.Abs(y.Weight), math.Abs(x.Weight)) })
			b, cut = b[:most], true
		}
		room -= len(b)
		u.net.Edges = append(u.net.Edges, b...)
	}
	u.net.Omitted, u.net.Chosen = total-len(u.net.Edges), "those of at least 1 % of the largest"
	if cut {
		u.net.Chosen = "the strongest of each matrix"
	}
}

// bury marks the dead, and takes away links between them.
func (u *unrolled) bury() {
	for k := 1; k < len(u.stages); k++ { // what was written below stays in the stream
		raise(u.in[u.stages[k]], u.in[u.stages[k-1]])
	}
	for k := len(u.stages) - 2; k >= 0; k-- {
		raise(u.out[u.stages[k]], u.out[u.stages[k+1]])
	}
	for _, l := range u.heads { // a query is worth as much as its key
		n := len(u.in[l]) / 3
		copy(u.out[l][:n], u.in[l][n:2*n])
		copy(u.out[l][n:2*n], u.in[l][:n])
	}
	for l, layer := range u.net.Layers {
		for i := range layer.Neurons {
			noIn := (l > 0 || u.tokens) && u.in[l][i] < deadBelow*u.largest
			noOut := l < len(u.net.Layers)-1 && u.out[l][i] < deadBelow*u.largest
			layer.Neurons[i].Dead = noIn || noOut
		}
	}
	dead := func(layer, neuron int) bool { return u.net.Layers[layer].Neurons[neuron].Dead }
	u.net.Links = slices.DeleteFunc(u.net.Links, func(k draw.Link) bool {
		return dead(k.FromLayer, k.FromNeuron) || dead(k.ToLayer, k.ToNeuron)
	})
}

// raise gives each element the larger of the two.
func raise(v, other []float64) {
	for i, x := range other {
		v[i] = max(v[i], x)
	}
}
