package graph_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The gradient by a node in the middle is what overwriting it shows, with parameters beside
// it or alone, stored or lean, in either element type.
func TestGradientByNode(t *testing.T) {
	for _, c := range []struct {
		dtype        tensor.Dtype
		params, lean bool
		step, within float64
	}{
		{tensor.Float64, true, false, 1e-5, 1e-8}, {tensor.Float64, false, true, 1e-5, 1e-8}, {tensor.Float32, true, true, 1e-2, 1e-3},
	} {
		g := gorgonia.NewGraph()
		params := graph.NewParams(g, c.dtype)
		w := must(params.New("w", 2, 2))(t)
		check(t, w.Set([]float64{1, -0.5, 0.3, 2}))
		x := must(graph.Input(g, c.dtype, "x", 3, 2))(t)
		check(t, graph.Feed(x, 0.1, 0.2, -0.3, 0.4, 0.5, -0.6))
		h := must(op.Affine(x, w.Node(), nil, op.Tanh))(t)
		out := must(op.Affine(h, w.Node(), nil, op.SiLU))(t)
		loss := must(op.MSE(out, x))(t)
		at, by := -1, 0.0
		p := graph.Program{Loss: loss, Wrt: []*gorgonia.Node{h}, Lean: c.lean, Overwrite: map[*gorgonia.Node]func([]float64){h: func(v []float64) {
			if at >= 0 {
				v[at] += by
			}
		}}}
		if c.params {
			p.Params = params.All()
		}
		s := must(graph.Compile(p))(t)
		run := func(element int, step float64) float64 {
			at, by = element, step
			check(t, s.Run())
			return s.Scalar(loss)
		}
		run(-1, 0)
		grad := must(s.Gradient(h))(t)
		for i, got := range grad {
			if want := (run(i, c.step) - run(i, -c.step)) / (2 * c.step); math.Abs(got-want) > c.within || got == 0 {
				t.Errorf("%v: the gradient by element %d is %v, differences give %v", c.dtype, i, got, want)
			}
		}
		_, err := s.Gradient(out)
		wantError(t, err, "affine", "Wrt")
	}
}

func TestWrtRefuses(t *testing.T) {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	w := must(params.New("w", 2, 2))(t)
	h := must(op.Affine(w.Node(), w.Node(), nil, op.Tanh))(t)
	idle := must(op.Affine(h, w.Node(), nil, op.Tanh))(t)
	loss := must(gorgonia.Sum(h))(t)
	for _, c := range []struct {
		program graph.Program
		words   []string
	}{
		{graph.Program{Outputs: []*gorgonia.Node{h}, Wrt: []*gorgonia.Node{h}}, []string{"no Loss", "affine"}},
		{graph.Program{Loss: loss, Wrt: []*gorgonia.Node{nil}}, []string{"node 0", "Wrt", "missing"}},
		{graph.Program{Loss: loss, Wrt: []*gorgonia.Node{h, h}}, []string{"node 1", "already"}},
		{graph.Program{Loss: loss, Wrt: []*gorgonia.Node{idle}}, []string{"does not depend on affine"}},
	} {
		_, err := graph.Compile(c.program)
		wantError(t, err, c.words...)
	}
}
