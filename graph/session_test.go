package graph_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
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
	out := must(graph.Affine(x.nodes[0], x.nodes[2], x.nodes[3], graph.Tanh))(t)
	return x, must(graph.MSE(out, x.nodes[1]))(t)
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
		{"a loss that is no scalar", graph.Program{Loss: must(graph.Affine(x.nodes[0], x.nodes[2], x.nodes[3], graph.SiLU))(t), Params: x.get("w")}, []string{"scalar"}},
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
	out := must(graph.Affine(data, x.nodes[2], x.nodes[3], graph.Tanh))(t)
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
func broken(t *testing.T, x *gorgonia.Node, run func(out graph.Array[float64], in []graph.Array[float64]) error) *gorgonia.Node {
	t.Helper()
	return must(graph.Apply(graph.Kernel[float64]{
		Name:  "broken",
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run:   run,
	}, x))(t)
}

func TestRunReportsPanic(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2)})
	index := 5
	n := broken(t, x.nodes[0], func(out graph.Array[float64], _ []graph.Array[float64]) error { out.Data[index] = 1; return nil })
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n}}))(t)
	wantError(t, s.Run(), "broken", "x", "index out of range")
}

func TestRunReportsError(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2)})
	cause := errors.New("out of paper")
	n := broken(t, x.nodes[0], func(graph.Array[float64], []graph.Array[float64]) error { return cause })
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

func TestApplyRefuses(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 3), graphtest.Random("w", 4, 5), graphtest.Random("b", 4)})
	single := must(graph.Input(x.g, tensor.Float32, "single", 2, 3))(t)
	for name, c := range map[string]struct {
		err   error
		words []string
	}{
		"shapes":          {second(graph.Affine(x.nodes[0], x.nodes[1], x.nodes[2], graph.SiLU)), []string{"affine", "(2, 3)", "(4, 5)"}},
		"bias":            {second(graph.Affine(x.nodes[1], x.nodes[1], x.nodes[0], graph.SiLU)), []string{"affine"}},
		"activation":      {second(graph.Affine(x.nodes[0], x.nodes[1], x.nodes[2], "sine")), []string{"sine", "silu"}},
		"mixed types":     {second(graph.MSE(x.nodes[0], single)), []string{"MSE", "single", "float32", "float64"}},
		"MSE":             {second(graph.MSE(x.nodes[0], x.nodes[1])), []string{"MSE", "(2, 3)", "(4, 5)"}},
		"cross-entropy":   {second(graph.CrossEntropy(x.nodes[0], x.nodes[1])), []string{"cross-entropy", "(2, 3)", "(4, 5)"}},
		"tokens":          {second(graph.Tokens(x.nodes[2], x.nodes[0])), []string{"tokens", "(4)"}},
		"reorder":         {second(graph.Reorder(x.nodes[0], graph.NewOrder("axis", 4), graph.ToPlaces)), []string{"axis", "4 places", "(2, 3)"}},
		"no cost":         {second(graph.Cost(x.nodes[0], x.nodes[0], nil)), []string{"cost", "at least one"}},
		"cost distances":  {second(graph.Cost(x.nodes[0], x.nodes[0], []graph.CostTerm{{Weight: x.nodes[2], Distance: []float64{1}}})), []string{"cost of b", "1 distances", "4 weights"}},
		"a missing input": {second(graph.Apply(graph.Kernel[float64]{Name: "lonely"}, nil)), []string{"lonely", "input 0"}},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.err, c.words...) })
	}
}

func second(_ *gorgonia.Node, err error) error { return err }

// Numbers that are no class or no token are errors of the run that name the place.
func TestRunRefusesBadNumbers(t *testing.T) {
	for _, bad := range []float64{-1, 3, 0.5, math.NaN()} {
		x := newGraph(t, []graphtest.Input{graphtest.Random("table", 3, 3), graphtest.Numbers("class", []int{3}, 0, bad, 1), graphtest.Numbers("id", []int{1, 3}, 0, bad, 1)})
		for _, n := range []*gorgonia.Node{
			must(graph.CrossEntropy(x.nodes[0], x.nodes[1]))(t),
			must(graph.Tokens(x.nodes[0], x.nodes[2]))(t),
		} {
			s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n}}))(t)
			wantError(t, s.Run(), "1 has", "from 0 to 2")
		}
	}
}

// A price is added to the gradient of its weight in one pass: the sum is that of
// the two gradients each computed for itself.
func TestPriceIsAddedInOnePass(t *testing.T) {
	build := func() (x *inputs, loss, cost *gorgonia.Node) {
		x = newGraph(t, []graphtest.Input{graphtest.Random("data", 7, 3), graphtest.Random("w", 4, 3), graphtest.Random("b", 4),
			graphtest.Numbers("locality", nil, 2), graphtest.Numbers("gate", nil, 0.5)})
		n := x.nodes
		h := must(graph.Affine(n[0], n[1], n[2], graph.SiLU))(t)
		cost = must(graph.Cost(n[3], n[4], []graph.CostTerm{
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
