package flow_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func must[V any](v V, err error) func(testing.TB) V {
	return func(t testing.TB) V {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// network is a network of a test.
type network struct {
	t      testing.TB
	g      *gorgonia.ExprGraph
	params *graph.Params
	space  *bimt.Space
	rng    *rand.Rand
	x, out *gorgonia.Node
}

func newNetwork(t testing.TB, seed uint64) *network {
	g := gorgonia.NewGraph()
	return &network{t: t, g: g, params: graph.NewParams(g, tensor.Float64), space: bimt.NewSpace(), rng: seeded(seed)}
}

// linear is a layer between two axes, copies of the columns side by side.
func (n *network) linear(name string, to, from *bimt.Axis, act op.Activation, copies int) *nn.Linear {
	n.t.Helper()
	l := must(nn.NewLinear(n.params, name, from.Len()*copies, to.Len(), act, n.rng))(n.t)
	check(n.t, n.space.Connect(l.Weight, to, from))
	check(n.t, n.space.Bias(l.Bias, to))
	return l
}

// input is a node of random data.
func (n *network) input(name string, shape ...int) *gorgonia.Node {
	n.t.Helper()
	x := must(graph.Input(n.g, tensor.Float64, name, shape...))(n.t)
	v := make([]float64, x.Shape().TotalSize())
	for i := range v {
		v[i] = n.rng.Float64()*2 - 1
	}
	check(n.t, graph.Feed(x, v...))
	return x
}

func (n *network) apply(l nn.Layer, x *gorgonia.Node) *gorgonia.Node {
	n.t.Helper()
	return must(l.Apply(x))(n.t)
}

func (n *network) read() *flow.Flow {
	n.t.Helper()
	return must(flow.Read(n.space, n.out))(n.t)
}

// run gives the output as it is now.
func (n *network) runner() func() []float64 {
	n.t.Helper()
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n.out}}))(n.t)
	return func() []float64 {
		n.t.Helper()
		check(n.t, s.Run())
		return must(s.Float64s(n.out))(n.t)
	}
}

// thin sets weights to zero, each with the given probability.
func (n *network) thin(p float64) {
	for _, c := range n.space.Connections() {
		if c.IsWire() {
			w := c.Param().Float64s()
			for i := range w {
				if n.rng.Float64() < p {
					w[i] = 0
				}
			}
			check(n.t, c.Param().Set(w))
		}
	}
}

// shuffle puts the neurons of every free axis in another order, weights with them.
func (n *network) shuffle() {
	n.t.Helper()
	for range 3 {
		must(n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(n.t)
	}
}

func newMLP(t testing.TB, seed uint64, widths ...int) *network {
	n := newNetwork(t, seed)
	axes := make([]*bimt.Axis, len(widths))
	names := []string{"x", "h1", "h2", "h3"}
	for i, w := range widths {
		name := names[i]
		if i == len(widths)-1 {
			name = "y"
		}
		axes[i] = n.space.Axis(name, bimt.Line(w))
	}
	n.x = n.input("x", 3, widths[0])
	y := must(axes[0].ToPlaces(n.x))(t)
	for i := 1; i < len(axes); i++ {
		act := op.SiLU
		if i == len(axes)-1 {
			act = op.Identity
		}
		y = n.apply(n.linear("l"+names[i], axes[i], axes[i-1], act, 1), y)
	}
	n.out = must(axes[len(axes)-1].FromPlaces(y))(t)
	return n
}
