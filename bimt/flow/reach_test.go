package flow_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// effects says, by brute force, which elements of the last dimension of the input x move
// which of the output: the law that what Reach does not list has no influence.
func effects(n *network, x *gorgonia.Node) [][]bool {
	run := n.runner()
	shape := x.Shape()
	in, out := shape[len(shape)-1], n.out.Shape()[n.out.Dims()-1]
	moved := make([][]bool, out)
	for j := range moved {
		moved[j] = make([]bool, in)
	}
	for range 3 {
		v := make([]float64, shape.TotalSize())
		for i := range v {
			v[i] = n.rng.NormFloat64()
		}
		check(n.t, graph.Feed(x, v...))
		before := run()
		for i := range in {
			w := slices.Clone(v)
			for k := i; k < len(w); k += in {
				w[k] += 1 + n.rng.Float64()
			}
			check(n.t, graph.Feed(x, w...))
			for k, y := range run() {
				moved[k%out][i] = moved[k%out][i] || y != before[k]
			}
		}
	}
	return moved
}

// checkReach compares reach with effects. A pool of equal values moves by rounding alone,
// so what moves must be listed; exact says that nothing else is.
func checkReach(t *testing.T, n *network, f *flow.Flow, exact bool) {
	t.Helper()
	reach := must(f.Reach(f.Inputs(), f.Outputs(), 0))(t)
	for j, row := range effects(n, n.x) {
		for i, moves := range row {
			if listed := slices.Contains(reach[j], i); moves && !listed || exact && listed && !moves {
				t.Errorf("input %d moves output %d: %v, listed %v", i, j, moves, listed)
			}
		}
	}
}

// On sparse networks, relocated ones too, an input reaches an output if and only if it
// moves it.
func TestReachIsInfluence(t *testing.T) {
	for seed := range uint64(20) {
		n := newMLP(t, seed, 5, 6, 4, 3)
		n.thin(0.75)
		if seed%2 == 0 {
			n.shuffle()
		}
		checkReach(t, n, n.read(), true)
	}
}

// Weights of a threshold or less lead nowhere, so that a higher one reaches less.
func TestThreshold(t *testing.T) {
	n := newMLP(t, 1, 3, 3, 2)
	check(t, n.params.Get("lh1.weight").Set([]float64{1, 0, 0, 0, -1, 0, 0, 0.001, 1}))
	check(t, n.params.Get("lh2.weight").Set([]float64{1, 0, 0.02, 0, 0.5, -1}))
	f := n.read()
	for _, c := range []struct {
		threshold     float64
		reach, shared string
	}{
		{0, "[[0 1 2] [1 2]]", "[1 2]"}, {0.01, "[[0 2] [1 2]]", "[2]"}, {0.02, "[[0] [1 2]]", "[]"}, {1, "[[] []]", "[]"},
	} {
		if got := fmt.Sprint(must(f.Reach(f.Inputs(), f.Outputs(), c.threshold))(t)); got != c.reach {
			t.Errorf("above %v: %s, want %s", c.threshold, got, c.reach)
		}
		if got := fmt.Sprint(must(f.SharedInputs(f.Inputs(), f.Outputs(), c.threshold))(t)); got != c.shared {
			t.Errorf("above %v: shared %s, want %s", c.threshold, got, c.shared)
		}
	}
	if back := fmt.Sprint(must(f.Reach(f.Outputs(), f.Inputs(), 0))(t)); back != "[[] [] []]" {
		t.Errorf("against the wires: %s", back)
	}
	if self := fmt.Sprint(must(f.Reach(f.Inputs(), f.Inputs(), 0))(t)); self != "[[0] [1] [2]]" {
		t.Errorf("to themselves: %s", self)
	}
}

// A network is read once: training and relocation change what Reach gives, not the flow.
func TestReachAfterRelocation(t *testing.T) {
	n := newMLP(t, 7, 5, 6, 4, 3)
	n.thin(0.7)
	f := n.read()
	before := must(f.Reach(f.Inputs(), f.Outputs(), 0.05))(t)
	n.shuffle()
	after := must(f.Reach(f.Inputs(), f.Outputs(), 0.05))(t)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("reach %v, after relocation %v", before, after)
	}
}

// put sets the weight from one neuron to another.
func put(t testing.TB, p *graph.Param, to, from int) {
	t.Helper()
	w := p.Float64s()
	w[to*p.Shape()[1]+from] = 1
	check(t, p.Set(w))
}

// A gated layer is one stage; what either factor reads reaches the result.
func TestGated(t *testing.T) {
	n := newNetwork(t, 2)
	x, h, y := n.space.Axis("x", bimt.Line(4)), n.space.Axis("h", bimt.Line(6)), n.space.Axis("y", bimt.Line(2))
	gate, up, down := n.linear("gate", h, x, op.SiLU, 1), n.linear("up", h, x, op.Identity, 1), n.linear("down", y, h, op.Identity, 1)
	n.thin(0.6)
	n.x = n.input("x", 5, 4)
	in := must(x.ToPlaces(n.x))(t)
	product := must(gorgonia.HadamardProd(n.apply(gate, in), n.apply(up, in)))(t)
	n.out = must(y.FromPlaces(n.apply(down, product)))(t)
	f := n.read()
	wantStages(t, f, "x h y")
	if got := len(f.Into(f.On(h)[0])); got != 2 {
		t.Errorf("%d wires lead to h, want 2", got)
	}
	checkReach(t, n, f, false)
	if err := flow.Check(n.space, n.out); err != nil {
		t.Error(err)
	}
}

// A recurrent network folds into one stage with wires to itself.
func TestRecurrent(t *testing.T) {
	n := newNetwork(t, 2)
	x, h, y := n.space.Axis("x", bimt.Line(1), bimt.Fixed()), n.space.Axis("h", bimt.Line(5)), n.space.Axis("y", bimt.Line(1), bimt.Fixed())
	in, back, out := n.linear("W", h, x, op.Identity, 1), n.linear("R", h, h, op.Identity, 1), n.linear("V", y, h, op.Identity, 1)
	sequence := n.input("x", 4, 3)
	var state *gorgonia.Node
	for step := range 3 {
		sum := n.apply(in, must(op.Pick(sequence, 1, step))(t))
		if state != nil {
			sum = must(gorgonia.Add(sum, n.apply(back, state)))(t)
		}
		state = must(gorgonia.Tanh(sum))(t)
	}
	n.out = n.apply(out, state)
	f := n.read()
	wantStages(t, f, "x h y")
	loop := 0
	for _, w := range f.Wires {
		if w.From == w.To {
			loop += w.Len()
		}
	}
	if loop != 25 {
		t.Errorf("%d cells lead from h to h, want 25", loop)
	}
	if err := flow.Check(n.space, n.out); err != nil {
		t.Error(err)
	}
}

// wantStages compares the names of stages.
func wantStages(t *testing.T, f *flow.Flow, want string) {
	t.Helper()
	got := ""
	for _, s := range f.Stages {
		got += " " + s.Name
	}
	if got != " "+want || len(f.Opaque) > 0 {
		t.Errorf("stages%s, want %s; opaque %v", got, want, f.Opaque)
	}
}

// Channels of a stock convolution are neurons; all weights of a kernel lead from one to
// one other.
func TestConvolution(t *testing.T) {
	n := newNetwork(t, 2)
	x, h, y := n.space.Axis("x", bimt.Line(2), bimt.Fixed()), n.space.Axis("h", bimt.Line(4)), n.space.Axis("y", bimt.Line(2), bimt.Fixed())
	first, second := must(n.params.New("first", 4, 2, 3, 3))(t), must(n.params.New("second", 2, 4, 3, 3))(t)
	check(t, n.space.ConnectDims(first, []*bimt.Axis{h, x, nil, nil}))
	check(t, n.space.ConnectDims(second, []*bimt.Axis{y, h, nil, nil}))
	conv := func(x *gorgonia.Node, p *graph.Param) *gorgonia.Node {
		return must(gorgonia.Conv2d(x, p.Node(), []int{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))(t)
	}
	n.out = conv(must(gorgonia.Tanh(conv(n.input("images", 2, 2, 5, 5), first)))(t), second)
	f := n.read()
	wantStages(t, f, "x h y")
	set := func(p *graph.Param, to, from int) {
		w := p.Float64s()
		w[(to*p.Shape()[1]+from)*9+4] = 1
		check(t, p.Set(w))
	}
	set(first, 3, 1)
	set(second, 0, 3)
	if got := fmt.Sprint(must(f.Reach(f.Inputs(), f.Outputs(), 0))(t)); got != "[[1] []]" {
		t.Errorf("reach %s", got)
	}
	if err := flow.Check(n.space, n.out); err != nil {
		t.Error(err)
	}
}

// Two operands that share a table are copies of one stage, looked up at once or one by one.
func TestOperands(t *testing.T) {
	for _, apart := range []bool{false, true} {
		n := newNetwork(t, 2)
		e, y := n.space.Axis("e", bimt.Line(3)), n.space.Axis("y", bimt.Line(2))
		table := must(n.params.New("table", 5, 3))(t)
		check(t, n.space.Embed(table, e))
		l := n.linear("l", y, e, op.Identity, 2)
		ids := n.input("ids", 4, 2)
		var rows *gorgonia.Node
		if apart {
			a := must(op.Tokens(table.Node(), must(op.Pick(ids, 1, 0))(t)))(t)
			b := must(op.Tokens(table.Node(), must(op.Pick(ids, 1, 1))(t)))(t)
			rows = must(gorgonia.Concat(1, a, b))(t)
		} else {
			rows = must(op.Tokens(table.Node(), ids))(t)
		}
		n.out = must(y.FromPlaces(n.apply(l, rows)))(t)
		f := n.read()
		wantStages(t, f, "e y")
		if f.Stages[0].Copies != 2 {
			t.Errorf("%d copies, want 2", f.Stages[0].Copies)
		}
		check(t, table.Set(make([]float64, 15)))
		if alive := must(f.Alive(0))(t); slices.Contains(alive[f.Stages[1]], true) {
			t.Error("outputs are alive that no row of the table leads to")
		}
	}
}

// An operation that is not known leads from all to all, and is named.
func TestOpaque(t *testing.T) {
	n := newNetwork(t, 3)
	x, h, y := n.space.Axis("x", bimt.Line(3)), n.space.Axis("h", bimt.Line(4)), n.space.Axis("y", bimt.Line(2))
	first, last := n.linear("first", h, x, op.SiLU, 1), n.linear("last", y, h, op.Identity, 1)
	n.thin(1)
	put(t, first.Weight, 1, 2) // x 2 → h 1
	put(t, last.Weight, 0, 3)  // h 3 → y 0: h 1 and h 3 meet in what is not known
	hidden := n.apply(first, must(x.ToPlaces(n.input("x", 5, 3)))(t))
	strange := must(gorgonia.Mul(hidden, n.input("mixing", 4, 4)))(t)
	n.out = must(y.FromPlaces(n.apply(last, strange)))(t)
	f := n.read()
	if got := fmt.Sprint(must(f.Reach(f.Inputs(), f.Outputs(), 0))(t)); got != "[[2] []]" {
		t.Errorf("reach %s", got)
	}
	if len(f.Opaque) != 1 || !strings.Contains(f.Opaque[0], "×") {
		t.Errorf("opaque %q, want one sentence that names the product", f.Opaque)
	}
	sorted := must(gorgonia.ByIndices(hidden, gorgonia.NewTensor(n.g, tensor.Int, 1, gorgonia.WithShape(2), gorgonia.WithName("indices"), gorgonia.WithInit(gorgonia.Zeroes())), 0))(t)
	n.out = sorted
	if f := n.read(); len(f.Opaque) != 1 || len(f.Outputs()) != 1 {
		t.Errorf("of an unknown operation: %q, outputs %v", f.Opaque, f.Outputs())
	}
}

// An operation of a user's own is followed as its twin is; one without, from all to all.
func TestOwnOperation(t *testing.T) {
	for _, twin := range []bool{true, false} {
		n := newNetwork(t, 3)
		x, h, y := n.space.Axis("x", bimt.Line(3)), n.space.Axis("h", bimt.Line(4)), n.space.Axis("y", bimt.Line(2))
		first, last := n.linear("first", h, x, op.SiLU, 1), n.linear("last", y, h, op.Identity, 1)
		n.thin(0.7)
		n.x = n.input("x", 5, 3)
		k := op.Kernel[float64]{
			Kind:  "cube",
			Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
			Run: func(out op.Array[float64], in []op.Array[float64], _ op.Block[float64]) error {
				for i, v := range in[0].Data {
					out.Data[i] = v * v * v
				}
				return nil
			},
		}
		if twin {
			k.Twin = func(in gorgonia.Nodes) (*gorgonia.Node, error) { return gorgonia.Cube(in[0]) }
		}
		cubes := must(op.Apply(k, n.apply(first, must(x.ToPlaces(n.x))(t))))(t)
		n.out = must(y.FromPlaces(n.apply(last, cubes)))(t)
		f := n.read()
		if followed := len(f.Opaque) == 0; followed != twin {
			t.Errorf("with a twin %v: opaque %q", twin, f.Opaque)
		}
		checkReach(t, n, f, false)
		if err := flow.Check(n.space, n.out); err != nil {
			t.Error(err)
		}
	}
}

func TestReachRefuses(t *testing.T) {
	n := newMLP(t, 3, 3, 4, 2)
	f := n.read()
	for _, e := range []float64{-1, math.NaN()} {
		if _, err := f.Reach(f.Inputs(), f.Outputs(), e); err == nil {
			t.Errorf("threshold %v: no error", e)
		}
	}
	if _, err := f.Reach(nil, f.Outputs(), 0); err == nil {
		t.Error("no stages: no error")
	}
	if _, err := f.Reach(f.Stages, f.Outputs(), 0); err == nil {
		t.Error("stages of several axes: no error")
	}
	if _, err := flow.Read(n.space); err == nil {
		t.Error("no outputs: no error")
	}
	w := n.params.All()[0]
	v := w.Float64s()
	v[0] = math.NaN()
	check(t, w.Set(v))
	if _, err := f.Alive(0); err == nil {
		t.Error("a weight of NaN: no error")
	}
}
