package op_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

func drawNorm(t *rapid.T) probe {
	rows, width := rapid.IntRange(2, 5).Draw(t, "rows"), rapid.IntRange(2, 6).Draw(t, "width")
	return probe{shapes: [][]int{{rows, width}, {width}, {width}}, dtype: tensor.Float64, seed: rapid.Uint64().Draw(t, "seed")}
}

// normLoss compares the norm with a target of its own shape.
func normLoss(norm func(x, scale, shift *gorgonia.Node, epsilon float64) (*gorgonia.Node, error)) func([]*gorgonia.Node) (*gorgonia.Node, error) {
	return func(in []*gorgonia.Node) (*gorgonia.Node, error) {
		out, err := norm(in[0], in[1], in[2], 0.01)
		if err != nil {
			return nil, err
		}
		return op.MSE(out, target(out.Graph(), out.Dtype(), in[0].Shape()...))
	}
}

func TestLayerNormEqualsTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawNorm(t)
		got := p.run(t, normLoss(op.LayerNorm))
		got.equals(t, p.run(t, normLoss(twinNorm)), 1e-11)
	})
}

func twinNorm(x, scale, shift *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	out, err := op.LayerNorm(x, scale, shift, epsilon)
	if err != nil {
		return nil, err
	}
	return op.Twin(out, x, scale, shift)
}

func TestLayerNormGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawNorm(t)
		r := p.run(t, normLoss(op.LayerNorm))
		r.finiteDifferences(t)
		p.dtype = tensor.Float32
		low := p.run(t, normLoss(op.LayerNorm))
		low.equals(t, r, 1e-3)
	})
}

func TestLayerNormAllocatesNothing(t *testing.T) {
	p := probe{shapes: [][]int{{3, 4, 5}, {5}, {5}}, dtype: tensor.Float64, seed: 1}
	r := p.run(t, normLoss(op.LayerNorm))
	r.allocationFree(t)
}

func TestLayerNormMeanAndVariance(t *testing.T) {
	g := gorgonia.NewGraph()
	input := func(name string, v []float64, shape ...int) *gorgonia.Node {
		n, err := graph.Input(g, tensor.Float64, name, shape...)
		if err != nil {
			t.Fatal(err)
		}
		if err := graph.Feed(n, v...); err != nil {
			t.Fatal(err)
		}
		return n
	}
	x := input("x", []float64{1, 2, 6, -4, 0, 4}, 2, 3)
	out, err := op.LayerNorm(x, input("scale", []float64{1, 1, 2}, 3), input("shift", []float64{0, 1, 0}, 3), 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	got, err := s.Float64s(out)
	if err != nil {
		t.Fatal(err)
	}
	a, b := math.Sqrt(14.0/3), math.Sqrt(32.0/3)
	compare(t, "layer norm", got, []float64{-2 / a, -1/a + 1, 6 / a, -4 / b, 1, 8 / b}, 1e-15)
	if _, err := op.LayerNorm(x, x, x, 0); err == nil {
		t.Error("a scale of the wrong shape: no error")
	}
	if _, err := op.LayerNorm(x, x, x, -1); err == nil {
		t.Error("a negative ε: no error")
	}
}
