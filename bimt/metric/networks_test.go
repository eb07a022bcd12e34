package metric_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is a space with parameters of random values and nothing that computes.
type network struct {
	*bimt.Space
	params *graph.Params
	err    error
}

func newNetwork(dtype tensor.Dtype) *network {
	return &network{Space: bimt.NewSpace(), params: graph.NewParams(gorgonia.NewGraph(), dtype)}
}

// param makes a parameter, first error first.
func (n *network) param(name string, shape ...int) *graph.Param {
	p, err := n.params.New(name, shape...)
	n.note(err)
	return p
}

func (n *network) connect(name string, rows, columns *bimt.Axis, size ...int) *graph.Param {
	if size == nil {
		size = []int{rows.Len(), columns.Len()}
	}
	p := n.param(name, size...)
	n.note(n.Connect(p, rows, columns))
	return p
}

func (n *network) note(err error) {
	if n.err == nil {
		n.err = err
	}
}

// fill draws weights of very different sizes, some zeros among them.
func (n *network) fill(rng *rand.Rand) {
	for _, p := range n.params.All() {
		v := make([]float64, p.Len())
		for i := range v {
			w := rng.NormFloat64()
			if v[i] = w * w * w * w * w; rng.IntN(8) == 0 {
				v[i] = 0
			}
		}
		n.note(p.Set(v))
	}
}

// chain is an MLP through axes of the given widths.
func chain(dtype tensor.Dtype, widths ...int) *network {
	n := newNetwork(dtype)
	var last *bimt.Axis
	for i, w := range widths {
		a := n.Axis(fmt.Sprintf("layer%d", i), bimt.Line(w))
		if last != nil {
			n.connect(fmt.Sprintf("weight%d", i-1), a, last)
			n.note(n.Bias(n.param(fmt.Sprintf("bias%d", i-1), w), a))
		}
		last = a
	}
	return n
}

// folded reads two operands that share one embedding, on images' pixels and a ring.
func folded() *network {
	n := newNetwork(tensor.Float64)
	x := n.Axis("x", bimt.Line(5))
	h, y := n.Axis("h", bimt.Grid(3, 2)), n.Axis("y", bimt.Ring(4))
	n.note(n.Embed(n.param("embedding", 7, 5), x))
	n.connect("first", h, x, 6, 10)
	n.connect("second", y, h)
	return n
}

// recurrent has an axis connected to itself, twice.
func recurrent() *network {
	n := newNetwork(tensor.Float64)
	x, h, y := n.Axis("x", bimt.Line(3)), n.Axis("h", bimt.Line(4)), n.Axis("y", bimt.Line(2))
	n.connect("in", h, x)
	n.connect("again", h, h)
	n.connect("gate", h, h)
	n.connect("out", y, h)
	return n
}

// convolution has kernels, whose further dimensions lie on no axis.
func convolution() *network {
	n := newNetwork(tensor.Float32)
	x, h, y := n.Axis("x", bimt.Line(2), bimt.Fixed()), n.Axis("h", bimt.Line(5)), n.Axis("y", bimt.Line(3))
	n.note(n.ConnectDims(n.param("kernel", 5, 2, 3, 3), []*bimt.Axis{h, x, nil, nil}))
	n.note(n.ConnectDims(n.param("taps", 4, 3, 5), []*bimt.Axis{nil, y, h}))
	return n
}

// attention is a block of a transformer with two heads.
func attention() *network {
	n := newNetwork(tensor.Float64)
	heads := bimt.NewHeads("heads", 2)
	x, r := n.Axis("x", bimt.Line(3)), n.Axis("residual", bimt.Line(6))
	qk, v := n.Axis("qk", bimt.Line(4), bimt.InHeads(heads)), n.Axis("v", bimt.Line(6), bimt.InHeads(heads))
	up, y := n.Axis("hidden", bimt.Line(8)), n.Axis("y", bimt.Line(2))
	n.connect("embed", r, x)
	n.connect("Wq", qk, r)
	n.connect("Wk", qk, r)
	n.connect("Wv", v, r)
	n.connect("Wo", r, v)
	n.connect("up", up, r)
	n.connect("down", r, up)
	n.connect("unembed", y, r)
	n.note(n.Attach(n.param("scale", 6), r))
	return n
}

// architectures makes one network of every kind.
var architectures = map[string]func() *network{
	"chain":       func() *network { return chain(tensor.Float64, 4, 7, 6, 3) },
	"folded":      folded,
	"recurrent":   recurrent,
	"convolution": convolution,
	"attention":   attention,
}

// architecture makes a named network with weights from a seed.
func architecture(name string, seed uint64) (*network, error) {
	n := architectures[name]()
	n.fill(rand.New(rand.NewPCG(seed, 0)))
	return n, n.err
}

func names() []string { return []string{"chain", "folded", "recurrent", "convolution", "attention"} }

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[V any](v V, err error) func(*testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		check(t, err)
		return v
	}
}
