package nn_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// apply runs a layer on x.
func apply(t *testing.T, l nn.Layer, x *gorgonia.Node) []float64 {
	t.Helper()
	out := must(l.Apply(x))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
	check(t, s.Run())
	return must(s.Float64s(out))(t)
}

func names(ps []*graph.Param) (n []string) {
	for _, p := range ps {
		n = append(n, p.Name())
	}
	return n
}

func TestMLP(t *testing.T) {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	mlp := must(nn.NewMLP(params, "linear", []int{2, 3, 1}, op.Tanh, seeded(1)))(t)
	want := []string{"linear0.weight", "linear0.bias", "linear1.weight", "linear1.bias"}
	if !slices.Equal(names(mlp.Params()), want) || !slices.Equal(names(params.All()), want) {
		t.Errorf("parameters %v, want %v", names(mlp.Params()), want)
	}
	if a, b := mlp.Layers[0].Activation, mlp.Layers[1].Activation; a != op.Tanh || b != op.Identity {
		t.Errorf("activations %s and %s, want tanh and, at the end, identity", a, b)
	}
	for i, l := range mlp.Layers {
		bound := 1 / math.Sqrt(float64([]int{2, 3}[i]))
		for _, v := range append(l.Weight.Float64s(), l.Bias.Float64s()...) {
			if math.Abs(v) > bound || v == 0 {
				t.Errorf("layer %d starts with a weight of %v, want ±%v", i, v, bound)
			}
		}
	}
	x := must(graph.Input(g, tensor.Float64, "x", 1, 2))(t)
	check(t, graph.Feed(x, 0.5, -2))
	w0, b0, w1, b1 := params.All()[0].Float64s(), params.All()[1].Float64s(), params.All()[2].Float64s(), params.All()[3].Float64s()
	y := b1[0]
	for j := range 3 {
		y += w1[j] * math.Tanh(0.5*w0[2*j]-2*w0[2*j+1]+b0[j])
	}
	if got := apply(t, mlp, x)[0]; math.Abs(got-y) > 1e-14 {
		t.Errorf("MLP gives %v, want %v", got, y)
	}
	other := must(graph.Input(g, tensor.Float64, "other x", 2, 2))(t) // the parameters are shared
	check(t, graph.Feed(other, 0, 0, 0.5, -2))
	if got := apply(t, mlp, other)[1]; math.Abs(got-y) > 1e-14 {
		t.Errorf("applied again, MLP gives %v, want %v", got, y)
	}
}

func TestEmbedding(t *testing.T) {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	e := must(nn.NewEmbedding(params, "embedding", 3, 2, seeded(1)))(t)
	check(t, e.Table.Set([]float64{0, 1, 10, 11, 20, 21}))
	id := must(graph.Input(g, tensor.Float64, "id", 2, 2))(t)
	check(t, graph.Feed(id, 2.0, 0, 1, 1))
	if got := apply(t, e, id); !slices.Equal(got, []float64{20, 21, 0, 1, 10, 11, 10, 11}) || !slices.Equal(names(e.Params()), []string{"embedding.weight"}) {
		t.Errorf("embedding %v gives %v", names(e.Params()), got)
	}
}

func TestLayerNorm(t *testing.T) {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	l := must(nn.NewLayerNorm(params, "norm", 2))(t)
	check(t, l.Shift.Set([]float64{0, 5}))
	x := must(graph.Input(g, tensor.Float64, "x", 1, 2))(t)
	check(t, graph.Feed(x, 1.0, 3))
	v := 1 / math.Sqrt(1+1e-5)
	got := apply(t, l, x)
	if math.Abs(got[0]+v) > 1e-14 || math.Abs(got[1]-5-v) > 1e-14 || !slices.Equal(names(l.Params()), []string{"norm.scale", "norm.shift"}) {
		t.Errorf("layer norm %v gives %v, want %v and %v", names(l.Params()), got, -v, 5+v)
	}
}

func TestLayersRefuse(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	must(nn.NewLinear(params, "taken", 2, 2, op.SiLU, seeded(1)))(t)
	for _, c := range []struct {
		name  string
		make  func() error
		words []string
	}{
		{"no inputs", func() error { _, err := nn.NewLinear(params, "a", 0, 2, op.SiLU, seeded(1)); return err }, []string{"layer a", "at least 1"}},
		{"negative outputs", func() error { _, err := nn.NewLinear(params, "a", 2, -2, op.SiLU, seeded(1)); return err }, []string{"layer a", "at least 1"}},
		{"activation", func() error { _, err := nn.NewLinear(params, "a", 2, 2, "sine", seeded(1)); return err }, []string{"layer a", "sine", "gelu"}},
		{"path", func() error { _, err := nn.NewLinear(params, "taken", 2, 2, op.SiLU, seeded(1)); return err }, []string{"taken.weight", "already"}},
		{"one width", func() error { _, err := nn.NewMLP(params, "linear", []int{3}, op.SiLU, seeded(1)); return err }, []string{"MLP", "[3]"}},
		{"no path", func() error { _, err := nn.NewMLP(params, "", []int{3, 1}, op.SiLU, seeded(1)); return err }, []string{"MLP", "path"}},
		{"width 0", func() error { _, err := nn.NewMLP(params, "linear", []int{3, 0, 1}, op.SiLU, seeded(1)); return err }, []string{"linear0", "at least 1"}},
		{"no tokens", func() error { _, err := nn.NewEmbedding(params, "e", 0, 2, seeded(1)); return err }, []string{"e", "at least 1"}},
	} {
		t.Run(c.name, func(t *testing.T) { wantError(t, c.make(), c.words...) })
	}
	mlp := must(nn.NewMLP(params, "linear", []int{3, 2}, op.SiLU, seeded(1)))(t)
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 1, 4))(t)
	_, err := mlp.Apply(x)
	wantError(t, err, "affine", "(1, 4)", "(2, 3)")
}
