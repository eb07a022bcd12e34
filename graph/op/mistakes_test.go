package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Mistakes in a kernel of a user's own are errors that name it and say what is wrong.
func TestKernelMistakes(t *testing.T) {
	type kernel = op.Kernel[float64]
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 2), graphtest.Random("y", 2)})
	run := func(op.Array[float64], []op.Array[float64], op.Block[float64]) error { return nil }
	for name, c := range map[string]struct {
		kernel kernel
		words  []string
	}{
		"no shape":       {kernel{Kind: "mine", Run: run}, []string{"mine", "Shape"}},
		"no run":         {kernel{Kind: "mine", Shape: sameShape}, []string{"mine", "Run"}},
		"cut":            {kernel{Kind: "mine", Shape: sameShape, Run: run, Cut: []bool{true, true}}, []string{"mine", "Cut", "2", "1"}},
		"wrt":            {kernel{Kind: "mine", Shape: sameShape, Run: run, Wrt: []bool{true, true}}, []string{"mine", "Wrt", "2", "1"}},
		"no gradient":    {kernel{Kind: "mine", Shape: sameShape, Run: run, Wrt: []bool{true}}, []string{"mine", "Grad"}},
		"kept elsewhere": {kernel{Kind: "mine", Shape: sameShape, Run: run, KeptBy: x.nodes[1]}, []string{"mine", "KeptBy"}},
		"nothing kept":   {kernel{Kind: "mine", Shape: sameShape, Run: run, KeptBy: x.nodes[0]}, []string{"mine", "keeps nothing"}},
		"a panic":        {kernel{Kind: "mine", Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[1], nil }, Run: run}, []string{"mine", "index out of range"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := op.Apply(c.kernel, x.nodes[0])
			wantError(t, err, c.words...)
		})
	}
	n := must(op.Apply(kernel{Kind: "twinless", Shape: sameShape, Run: run}, x.nodes[0]))(t)
	_, err := op.Twin(n, x.nodes[0])
	wantError(t, err, "twinless", "no twin")
}

// So are gradients that don't fit, when the loss is differentiated.
func TestGradientMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		grad  func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error)
		words []string
	}{
		"none": {func(gorgonia.Nodes, *gorgonia.Node, *gorgonia.Node) (gorgonia.Nodes, error) {
			return gorgonia.Nodes{nil}, nil
		}, []string{"mine", "no gradient for input 0"}},
		"few": {func(gorgonia.Nodes, *gorgonia.Node, *gorgonia.Node) (gorgonia.Nodes, error) { return nil, nil }, []string{"mine", "0 gradients for 1 inputs"}},
		"shape": {func(in gorgonia.Nodes, _, g *gorgonia.Node) (gorgonia.Nodes, error) {
			return gorgonia.Nodes{gorgonia.Must(op.Reshape(g, 4))}, nil
		}, []string{"mine", "(4)", "(2, 2)"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 2)})
			n := must(op.Apply(op.Kernel[float64]{
				Kind: "mine", Shape: sameShape, Wrt: []bool{true}, Grad: c.grad,
				Run: func(op.Array[float64], []op.Array[float64], op.Block[float64]) error { return nil },
			}, x.nodes[0]))(t)
			loss := must(gorgonia.Sum(n))(t)
			_, err := graph.Compile(graph.Program{Loss: loss, Params: x.params.All()})
			wantError(t, err, c.words...)
		})
	}
}
