package flow_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// scramble puts the neurons of an axis in another order, and every parameter with them.
func (n *network) scramble(a *bimt.Axis) {
	n.t.Helper()
	size := a.Len()
	turn, order := n.rng.Perm(size), a.Order()
	moved := make([]int, size)
	for i, from := range turn {
		moved[i] = order[from]
	}
	for _, c := range n.space.Connections() {
		for d, on := range c.Axes() {
			if on != a {
				continue
			}
			whole := make([]int, c.Param().Shape()[d]) // copies of the axis, one after the other
			for i := range whole {
				whole[i] = i/size*size + turn[i%size]
			}
			check(n.t, c.Param().Permute(d, whole))
		}
	}
	check(n.t, a.SetOrder(moved))
}

// breaks says, by really shuffling axes, whether the outputs change.
func (n *network) breaks() bool {
	n.t.Helper()
	run := n.runner()
	before := append([]float64(nil), run()...)
	for range 4 {
		for _, a := range n.space.Axes() {
			if !a.IsFixed() && a.Heads() == nil {
				n.scramble(a)
			}
		}
		for i, y := range run() {
			if math.Abs(y-before[i]) > 1e-9*(1+math.Abs(before[i])) {
				return true
			}
		}
	}
	return false
}

// wide is a network x → h → y with what a test puts between.
type wide struct {
	*network
	x, h, y *bimt.Axis
}

func newWide(t testing.TB) *wide {
	n := newNetwork(t, 9)
	return &wide{n, n.space.Axis("x", bimt.Line(5)), n.space.Axis("h", bimt.Line(5)), n.space.Axis("y", bimt.Line(5))}
}

func (w *wide) in() *gorgonia.Node {
	return must(w.x.ToPlaces(w.network.input("data", 6, 5)))(w.t)
}

func (w *wide) layer(name string, to, from *bimt.Axis, x *gorgonia.Node) *gorgonia.Node {
	return w.apply(w.linear(name, to, from, op.Tanh, 1), x)
}

func (w *wide) result(x *gorgonia.Node) *gorgonia.Node { return must(w.y.FromPlaces(x))(w.t) }

// Check finds what is wrong if and only if a real shuffle of the axes changes the outputs.
func TestCheckIsWhatAShuffleShows(t *testing.T) {
	for name, c := range map[string]struct {
		build func(w *wide) *gorgonia.Node
		words []string // of the error; none for a network that is right
	}{
		"plain": {func(w *wide) *gorgonia.Node {
			return w.result(w.layer("b", w.y, w.h, w.layer("a", w.h, w.x, w.in())))
		}, nil},
		"a skip on one axis": {func(w *wide) *gorgonia.Node {
			h := w.layer("a", w.h, w.x, w.in())
			return w.result(w.layer("b", w.y, w.h, must(gorgonia.Add(h, w.layer("c", w.h, w.h, h)))(w.t)))
		}, nil},
		"a skip over two axes": {func(w *wide) *gorgonia.Node {
			x := w.in()
			return w.result(w.layer("b", w.y, w.h, must(gorgonia.Add(x, w.layer("a", w.h, w.x, x)))(w.t)))
		}, []string{"+", "axis x", "axis h", "one axis for both"}},
		"columns on another axis": {func(w *wide) *gorgonia.Node {
			return w.result(w.layer("b", w.y, w.x, w.layer("a", w.h, w.x, w.in())))
		}, []string{"b.weight", "axis x", "axis h"}},
		"inputs left behind": {func(w *wide) *gorgonia.Node {
			return w.result(w.layer("a", w.y, w.x, w.network.input("data", 6, 5)))
		}, []string{"a.weight", "axis x", "ToPlaces"}},
		"outputs left behind": {func(w *wide) *gorgonia.Node {
			return w.layer("a", w.y, w.x, w.in())
		}, []string{"axis y", "FromPlaces"}},
		"outputs of another order": {func(w *wide) *gorgonia.Node {
			return must(w.h.FromPlaces(w.layer("a", w.y, w.x, w.in())))(w.t)
		}, []string{"axis y", "axis h"}},
		"a constant for each neuron": {func(w *wide) *gorgonia.Node {
			h := w.layer("a", w.h, w.x, w.in())
			return w.result(w.layer("b", w.y, w.h, must(gorgonia.HadamardProd(h, w.network.input("gains", 6, 5)))(w.t)))
		}, []string{"axis h", "ToPlaces"}},
		"a constant for all neurons": {func(w *wide) *gorgonia.Node {
			h := w.layer("a", w.h, w.x, w.in())
			return w.result(w.layer("b", w.y, w.h, must(gorgonia.Sub(gorgonia.NewConstant(1.0), h))(w.t)))
		}, nil},
		"a constant for each neuron, in order": {func(w *wide) *gorgonia.Node {
			h := w.layer("a", w.h, w.x, w.in())
			gains := must(w.h.ToPlaces(w.network.input("gains", 6, 5)))(w.t)
			return w.result(w.layer("b", w.y, w.h, must(gorgonia.HadamardProd(h, gains))(w.t)))
		}, nil},
		"a softmax": {func(w *wide) *gorgonia.Node {
			h := must(gorgonia.SoftMax(w.layer("a", w.h, w.x, w.in())))(w.t)
			return w.result(w.layer("b", w.y, w.h, h))
		}, nil},
		"a part of the neurons": {func(w *wide) *gorgonia.Node {
			h := w.layer("a", w.h, w.x, w.in())
			part := must(gorgonia.Slice(h, nil, gorgonia.S(0, 2)))(w.t)
			return must(gorgonia.Sum(part, 1))(w.t)
		}, []string{"sum", "axis h", "by their place"}},
		"the sum of all neurons": {func(w *wide) *gorgonia.Node {
			return must(gorgonia.Sum(w.layer("a", w.h, w.x, w.in()), 1))(w.t)
		}, nil},
		"neurons mixed by data": {func(w *wide) *gorgonia.Node {
			h := must(gorgonia.Mul(w.layer("a", w.h, w.x, w.in()), w.network.input("mixing", 5, 5)))(w.t)
			return w.result(w.layer("b", w.y, w.h, h))
		}, []string{"×", "axis h"}},
		"results worked on by number": {func(w *wide) *gorgonia.Node {
			y := w.result(w.layer("a", w.y, w.x, w.in()))
			return must(gorgonia.HadamardProd(y, w.network.input("units", 6, 5)))(w.t)
		}, nil},
		"results fed back": {func(w *wide) *gorgonia.Node {
			y := w.result(w.layer("a", w.y, w.x, w.in()))
			return w.result(w.layer("b", w.y, w.y, y))
		}, []string{"axis y"}},
		"a bias on another axis": {func(w *wide) *gorgonia.Node {
			bias := must(w.params.New("shift", 5))(w.t)
			check(w.t, bias.Set([]float64{1, 2, 3, 4, 5}))
			check(w.t, w.space.Bias(bias, w.h))
			weight := must(w.params.New("weight", 5, 5))(w.t)
			v := weight.Float64s()
			for i := range v {
				v[i] = w.rng.NormFloat64()
			}
			check(w.t, weight.Set(v))
			check(w.t, w.space.Connect(weight, w.y, w.x))
			return w.result(must(op.Affine(w.in(), weight.Node(), bias.Node(), op.Identity))(w.t))
		}, []string{"shift", "axis h", "axis y"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWide(t)
			w.out = c.build(w)
			err := flow.Check(w.space, w.out)
			if broken := w.breaks(); broken != (len(c.words) > 0) {
				t.Fatalf("a shuffle changes the outputs: %v, want %v: the test itself is wrong", broken, !broken)
			}
			if (err != nil) != (len(c.words) > 0) {
				t.Fatalf("error %v, want one with %q", err, c.words)
			}
			for _, word := range c.words {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("error %v does not say %q", err, word)
				}
			}
		})
	}
}

// Heads whose neurons are free to leave them are found.
func TestCheckOfHeads(t *testing.T) {
	for _, free := range []bool{false, true} {
		n := newNetwork(t, 4)
		heads := bimt.InHeads(bimt.NewHeads("heads", 2))
		if free {
			heads = func(*bimt.Axis) {}
		}
		x, qk, v, y := n.space.Axis("x", bimt.Line(3)), n.space.Axis("qk", bimt.Line(4), heads), n.space.Axis("v", bimt.Line(4), heads), n.space.Axis("y", bimt.Line(2))
		in := must(x.ToPlaces(n.input("data", 2, 3, 3)))(t)
		q, k, w := n.linear("q", qk, x, op.Identity, 1), n.linear("k", qk, x, op.Identity, 1), n.linear("v", v, x, op.Identity, 1)
		mix, _, err := op.Attend(n.apply(q, in), n.apply(k, in), n.apply(w, in), op.Attention{Heads: 2, Rate: 1})
		check(t, err)
		n.out = must(y.FromPlaces(n.apply(n.linear("o", y, v, op.Identity, 1), mix)))(t)
		err = flow.Check(n.space, n.out)
		if broken := n.breaks(); broken != free || (err != nil) != free {
			t.Errorf("free %v: a shuffle changes the outputs: %v, error %v", free, broken, err)
		}
	}
}
