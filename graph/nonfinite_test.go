package graph_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The first tensor in order of computation is named, with the element.
func TestNonFinite(t *testing.T) {
	for _, c := range []struct {
		what   string
		spoil  func(x *inputs) error
		tensor string
		index  int
		value  float64
	}{
		{"a parameter", func(x *inputs) error { return x.params.Get("w").Set([]float64{1, 2, 3, 4, math.NaN(), 6}) }, "w", 4, math.NaN()},
		{"an input", func(x *inputs) error {
			v := make([]float64, 12)
			v[7] = math.Inf(-1)
			return graph.Feed(x.nodes[0], v...)
		}, "x", 7, math.Inf(-1)},
		{"the loss", func(x *inputs) error {
			return graph.Feed(x.nodes[1], 1e200, 0, 0, 0, 0, 0, 0, 0)
		}, "MSE", 0, math.Inf(1)},
	} {
		t.Run(c.what, func(t *testing.T) {
			x, loss := regression(t)
			s := must(graph.Compile(graph.Program{Loss: loss, Params: x.get("w", "b")}))(t)
			check(t, s.Run())
			check(t, c.spoil(x))
			err := s.Run()
			var bad *graph.NonFiniteError
			if !errors.As(err, &bad) {
				t.Fatalf("error %v, want a *NonFiniteError", err)
			}
			same := bad.Value == c.value || (math.IsNaN(bad.Value) && math.IsNaN(c.value))
			if !strings.HasPrefix(bad.Tensor, c.tensor) || bad.Index != c.index || !same {
				t.Errorf("%s, want element %d of %s to be %v", bad, c.index, c.tensor, c.value)
			}
			wantError(t, err, c.tensor)
		})
	}
}

// The error sums up the rest of the tensor.
func TestNonFiniteStatistics(t *testing.T) {
	x, loss := regression(t)
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.get("w", "b")}))(t)
	check(t, x.params.Get("w").Set([]float64{3, math.NaN(), -4, math.Inf(1), 0, 0}))
	var bad *graph.NonFiniteError
	if err := s.Run(); !errors.As(err, &bad) || bad.Bad != 2 || bad.Len != 6 || bad.Least != -4 || bad.Most != 3 || bad.Norm != 5 {
		t.Fatalf("%+v", bad)
	}
	wantError(t, bad, "2 of its 6 elements", "[-4, 3]", "norm 5")
	check(t, x.params.Get("w").Set([]float64{math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()}))
	if err := s.Run(); !errors.As(err, &bad) || bad.Bad != 6 || bad.Norm != 0 {
		t.Errorf("%+v", bad)
	}
	wantError(t, bad, "no others")
}

// A gradient can be infinite where the loss is finite: √w at 0.
func TestNonFiniteGradient(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		params := graph.NewParams(gorgonia.NewGraph(), dtype)
		w := must(params.New("w", 2))(t)
		check(t, w.Set([]float64{1, 0}))
		root := must(gorgonia.Sqrt(w.Node()))(t)
		s := must(graph.Compile(graph.Program{Loss: must(gorgonia.Sum(root))(t), Params: params.All()}))(t)
		var bad *graph.NonFiniteError
		if err := s.Run(); !errors.As(err, &bad) || bad.Index != 1 {
			t.Errorf("%v: error %v, want a *NonFiniteError at element 1", dtype, err)
		}
	}
}

// Large gradients whose sum overflows are still finite.
func TestLargeGradientIsFinite(t *testing.T) {
	x := newGraph(t, []graphtest.Input{{Name: "w", Shape: []int{8}, Data: make([]float64, 8)}})
	large := must(gorgonia.Mul(must(gorgonia.Sum(x.nodes[0]))(t), gorgonia.NewConstant(1e308)))(t)
	s := must(graph.Compile(graph.Program{Loss: large, Params: x.params.All()}))(t)
	check(t, s.Run())
	if got := x.params.Get("w").Gradient()[3]; got != 1e308 {
		t.Errorf("gradient %v, want 1e308", got)
	}
}

// A session that only evaluates leaves it to its user to look.
func TestNonFiniteOutputs(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Numbers("x", []int{1}, 1e3)})
	huge := must(gorgonia.Exp(x.nodes[0]))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{huge}}))(t)
	check(t, s.Run())
	if got := must(s.Float64s(huge))(t)[0]; !math.IsInf(got, 1) {
		t.Errorf("exp(1000) is %v", got)
	}
}
