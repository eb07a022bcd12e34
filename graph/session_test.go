package graph_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// regression is mean((x·wᵀ + b − y)²) with a second, unused parameter beside it.
func regression(t *testing.T) (x *inputs, loss *gorgonia.Node) {
	t.Helper()
	target := graphtest.Random("y", 4, 2)
	target.Constant = true
	data := graphtest.Random("x", 4, 3)
	data.Constant = true
	x = newGraph(t, []graphtest.Input{data, target, graphtest.Random("w", 2, 3), graphtest.Random("b", 2), graphtest.Random("idle", 2)})
	out := must(op.Affine(x.nodes[0], x.nodes[2], x.nodes[3], op.Tanh))(t)
	return x, must(op.MSE(out, x.nodes[1]))(t)
}

func (x *inputs) get(names ...string) []*graph.Param {
	var ps []*graph.Param
	for _, n := range names {
		ps = append(ps, x.params.Get(n))
	}
	return ps
}

func TestCompileRefuses(t *testing.T) {
	x, loss := regression(t)
	valueless := gorgonia.NewMatrix(x.g, tensor.Float64, gorgonia.WithName("bare"), gorgonia.WithShape(2, 2))
	square := must(gorgonia.Square(valueless))(t)
	elsewhere := must(graph.NewParams(gorgonia.NewGraph(), tensor.Float64).New("stranger", 2))(t)
	for _, c := range []struct {
		what  string
		p     graph.Program
		words []string
	}{
		{"nothing", graph.Program{}, []string{"loss or an output"}},
		{"a missing output", graph.Program{Outputs: []*gorgonia.Node{nil}}, []string{"missing"}},
		{"an idle parameter", graph.Program{Loss: loss, Params: x.get("w", "idle")}, []string{"idle", "does not depend"}},
		{"a parameter of another graph", graph.Program{Loss: loss, Params: []*graph.Param{elsewhere}}, []string{"stranger", "does not depend"}},
		{"a missing parameter", graph.Program{Loss: loss, Params: x.get("w", "no such")}, []string{"parameter 1", "missing"}},
		{"a loss that is no scalar", graph.Program{Loss: must(op.Affine(x.nodes[0], x.nodes[2], x.nodes[3], op.SiLU))(t), Params: x.get("w")}, []string{"scalar"}},
		{"an input without a value", graph.Program{Outputs: []*gorgonia.Node{square}}, []string{"bare", "no value"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			_, err := graph.Compile(c.p)
			wantError(t, err, c.words...)
		})
	}
	must(graph.Compile(graph.Program{Loss: loss, Params: x.get("w", "b")}))(t) // the refusals left no trace
}

// Gorgonia takes up an old derivative where it finds one and leaves out what lies behind
// it: the second gradient would be wrong, or a panic.
func TestGraphIsDifferentiatedOnce(t *testing.T) {
	x, loss := regression(t)
	must(graph.Compile(graph.Program{Loss: loss, Params: x.get("w")}))(t)
	for name, p := range map[string]graph.Program{
		"the same":          {Loss: loss, Params: x.get("w")},
		"another parameter": {Loss: loss, Params: x.get("b")},
		"another loss":      {Loss: must(gorgonia.Mul(loss, gorgonia.NewConstant(2.0)))(t), Params: x.get("b")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := graph.Compile(p)
			wantError(t, err, "differentiated once")
		})
	}
	must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{loss}}))(t)
}

// A session that trains and one that evaluates on other data share the parameters.
func TestTwoSessions(t *testing.T) {
	x, loss := regression(t)
	data := must(graph.Input(x.g, tensor.Float64, "test x", 7, 3))(t)
	out := must(op.Affine(data, x.nodes[2], x.nodes[3], op.Tanh))(t)
	train := must(graph.Compile(graph.Program{Loss: loss, Params: x.get("w", "b")}))(t)
	test := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
	if train.Computes(out) || !test.Computes(out) || test.Computes(loss) {
		t.Error("a session computes what is not in its program")
	}
	if test.Value(loss) != nil || !math.IsNaN(test.Scalar(loss)) {
		t.Error("a session gives a value that it does not compute")
	}
	_, err := test.Float64s(loss)
	wantError(t, err, "no value yet")

	check(t, train.Run())
	gradient := x.params.Get("w").Gradient()
	first := train.Scalar(loss)
	for i := range graph.Values[float64](x.params.Get("w")) {
		graph.Values[float64](x.params.Get("w"))[i] -= 0.1 * gradient[i]
	}
	check(t, graph.Feed(data, graphtest.Random("test x", 7, 3).Data...))
	check(t, test.Run())
	if got := x.params.Get("w").Gradient(); !slices.Equal(got, gradient) {
		t.Error("a run without a loss changed a gradient")
	}
	check(t, train.Run())
	if !(train.Scalar(loss) < first) {
		t.Errorf("loss %v after a step down the gradient, %v before", train.Scalar(loss), first)
	}
	w, b := x.params.Get("w").Float64s(), x.params.Get("b").Float64s()
	row := graphtest.Random("test x", 7, 3).Data[:3]
	want := math.Tanh(row[0]*w[0] + row[1]*w[1] + row[2]*w[2] + b[0])
	if got := must(test.Float64s(out))(t)[0]; math.Abs(got-want) > 1e-12 {
		t.Errorf("the test session gives %v with the updated weights, want %v", got, want)
	}
}

// gorgonia.Let gives an input a new value between runs, as graph.Feed does.
func TestLetBetweenRuns(t *testing.T) {
	g := gorgonia.NewGraph()
	x := must(graph.Input(g, tensor.Float64, "x", 2))(t)
	sum := must(gorgonia.Sum(x))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{sum}}))(t)
	check(t, s.Run())
	check(t, gorgonia.Let(x, tensor.New(tensor.WithBacking([]float64{3, 4}))))
	check(t, s.Run())
	if got := s.Scalar(sum); got != 7 {
		t.Errorf("sum %v after Let, want 7", got)
	}
}

// broken is an operation that fails in a way of its own.
func broken(t *testing.T, x *gorgonia.Node, run func(out op.Array[float64], in []op.Array[float64], b op.Block[float64]) error) *gorgonia.Node {
	t.Helper()
	return must(op.Apply(op.Kernel[float64]{
		Kind:  "broken",
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run:   run,
	}, x))(t)
}

func TestRunReportsPanic(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2)})
	index := 5
	n := broken(t, x.nodes[0], func(out op.Array[float64], _ []op.Array[float64], _ op.Block[float64]) error {
		out.Data[index] = 1
		return nil
	})
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n}}))(t)
	wantError(t, s.Run(), "broken", "x", "index out of range")
}

func TestRunReportsError(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2)})
	cause := errors.New("out of paper")
	n := broken(t, x.nodes[0], func(op.Array[float64], []op.Array[float64], op.Block[float64]) error { return cause })
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n}}))(t)
	err := s.Run()
	wantError(t, err, "broken", "x", "out of paper")
	if !errors.Is(err, cause) {
		t.Error("the error does not wrap its cause")
	}
}

// gorgonia.Read makes a statement for Gorgonia's machines.
func TestRunRefusesStatement(t *testing.T) {
	_, loss := regression(t)
	var read gorgonia.Value
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{gorgonia.Read(loss, &read)}}))(t)
	wantError(t, s.Run(), "statement", "Session.Value")
}

// A price is added to the gradient of its weight in one pass: the sum is that of
// the two gradients each computed for itself.
func TestPriceIsAddedInOnePass(t *testing.T) {
	build := func() (x *inputs, loss, cost *gorgonia.Node) {
		x = newGraph(t, []graphtest.Input{graphtest.Random("data", 7, 3), graphtest.Random("w", 4, 3), graphtest.Random("b", 4),
			graphtest.Numbers("locality", nil, 2), graphtest.Numbers("gate", nil, 0.5)})
		n := x.nodes
		h := must(op.Affine(n[0], n[1], n[2], op.SiLU))(t)
		cost = must(op.Cost(n[3], n[4], []op.CostTerm{
			{Weight: n[1], Distance: make([]float64, 12), Y: 0.3, Scale: 1}, {Weight: n[2], Y: 0.2, Scale: 1, Gated: true},
		}))(t)
		return x, must(gorgonia.Sum(must(gorgonia.Square(h))(t)))(t), cost
	}
	grads := func(loss, cost bool) (g [2][]float64, operations int) {
		x, l, c := build()
		total := l
		if loss && cost {
			total = must(gorgonia.Add(l, c))(t)
		} else if cost {
			total = c
		}
		params := x.get("w", "b")
		s := must(graph.Compile(graph.Program{Loss: total, Params: params}))(t)
		check(t, s.Run())
		return [2][]float64{params[0].Gradient(), params[1].Gradient()}, s.Instructions()
	}
	alone, ofLoss := grads(true, false)
	price, ofPrice := grads(false, true)
	both, ofBoth := grads(true, true)
	if ofBoth != ofLoss+ofPrice+1 { // the total; sums of gradients take the place of the prices'
		t.Errorf("%d operations for both, %d and %d for each", ofBoth, ofLoss, ofPrice)
	}
	for k := range both {
		for i, g := range both[k] {
			if want := alone[k][i] + price[k][i]; math.Abs(g-want) > 1e-14*(1+math.Abs(want)) {
				t.Errorf("gradient %d[%d] is %v, want %v", k, i, g, want)
			}
			if price[k][i] == 0 {
				t.Errorf("price %d[%d] has no gradient: this test shows nothing", k, i)
			}
		}
	}
}
