package graph_test

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestInputRefuses(t *testing.T) {
	g := gorgonia.NewGraph()
	must(graph.Input(g, tensor.Float64, "x", 2, 3))(t)
	must(graph.NewParams(g, tensor.Float64).New("w", 2))(t)
	for _, c := range []struct {
		what  string
		dtype tensor.Dtype
		name  string
		shape []int
		words []string
	}{
		{"a name in use", tensor.Float64, "x", []int{2, 3}, []string{`"x"`, "already"}},
		{"the name of a parameter", tensor.Float64, "w", []int{2}, []string{`"w"`, "already"}},
		{"size 0", tensor.Float64, "y", []int{0, 3}, []string{"y", "[0 3]"}},
		{"negative size", tensor.Float64, "y", []int{-2}, []string{"y", "[-2]"}},
		{"whole numbers", tensor.Int, "y", []int{2}, []string{"y", "float64 or float32"}},
		{"a scalar of whole numbers", tensor.Int, "y", nil, []string{"y", "float64 or float32"}},
	} {
		_, err := graph.Input(g, c.dtype, c.name, c.shape...)
		t.Run(c.what, func(t *testing.T) { wantError(t, err, c.words...) })
	}
}

func TestFeed(t *testing.T) {
	third64, third32 := 1.0/3, float32(1.0)/3
	for _, c := range []struct {
		what  string
		dtype tensor.Dtype
		shape []int
		feed  func(*gorgonia.Node) error
		want  []float64
	}{
		{"float64 into float64", tensor.Float64, []int{2}, func(n *gorgonia.Node) error { return graph.Feed(n, 1, third64) }, []float64{1, third64}},
		{"float64 into float32", tensor.Float32, []int{2}, func(n *gorgonia.Node) error { return graph.Feed(n, 1, third64) }, []float64{1, float64(third32)}},
		{"float32 into float64", tensor.Float64, []int{2}, func(n *gorgonia.Node) error { return graph.Feed(n, 1, third32) }, []float64{1, float64(third32)}},
		{"float32 into float32", tensor.Float32, []int{2}, func(n *gorgonia.Node) error { return graph.Feed(n, 1, third32) }, []float64{1, float64(third32)}},
		{"scalar", tensor.Float64, nil, func(n *gorgonia.Node) error { return graph.Feed(n, 4.0) }, []float64{4}},
		{"scalar float32", tensor.Float32, nil, func(n *gorgonia.Node) error { return graph.Feed(n, 4.0) }, []float64{4}},
	} {
		t.Run(c.what, func(t *testing.T) {
			n := must(graph.Input(gorgonia.NewGraph(), c.dtype, "x", c.shape...))(t)
			check(t, c.feed(n))
			if got := must(graph.Float64s(n.Value()))(t); !slices.Equal(got, c.want) {
				t.Errorf("holds %v, want %v", got, c.want)
			}
		})
	}
}

// Elements are the input's own, of its own type alone.
func TestElements(t *testing.T) {
	n := must(graph.Input(gorgonia.NewGraph(), tensor.Float32, "x", 2))(t)
	copy(graph.Elements[float32](n), []float32{3, 5})
	if got := must(graph.Float64s(n.Value()))(t); !slices.Equal(got, []float64{3, 5}) {
		t.Errorf("holds %v, want [3 5]", got)
	}
	if graph.Elements[float64](n) != nil {
		t.Error("an input of float32 has elements of float64")
	}
}

func TestFeedRefuses(t *testing.T) {
	g := gorgonia.NewGraph()
	x := must(graph.Input(g, tensor.Float64, "x", 2))(t)
	wantError(t, graph.Feed(x, 1.0, 2, 3), "x", "2 elements", "given 3")
	wantError(t, graph.Feed(x, []float64{}...), "x", "given 0")
	sum := must(gorgonia.Add(x, x))(t)
	wantError(t, graph.Feed(sum, 1.0, 2), "no value yet")
	_, err := graph.Float64s(nil)
	wantError(t, err, "no value yet")
}
