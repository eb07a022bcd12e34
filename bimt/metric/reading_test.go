package metric_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// read is a network x → h → y with the given weights, and its flow.
func read(t *testing.T, widths [3]int, first, second []float64) (*bimt.Space, *flow.Flow) {
	t.Helper()
	n := newNetwork(tensor.Float64)
	x, h, y := n.Axis("x", bimt.Line(widths[0])), n.Axis("h", bimt.Line(widths[1])), n.Axis("y", bimt.Line(widths[2]))
	a, b := n.connect("first", h, x), n.connect("second", y, h)
	check(t, n.err)
	check(t, a.Set(first))
	check(t, b.Set(second))
	in := must(graph.Input(a.Node().Graph(), tensor.Float64, "data", 1, widths[0]))(t)
	hidden := must(op.Affine(must(x.ToPlaces(in))(t), a.Node(), nil, op.Tanh))(t)
	var out *gorgonia.Node = must(op.Affine(hidden, b.Node(), nil, op.Identity))(t)
	return n.Space, must(flow.Read(n.Space, must(y.FromPlaces(out))(t)))(t)
}

// Effort counts a shared wire once for each output, crossings once, and nothing dead.
func TestReadingEffort(t *testing.T) {
	for name, c := range map[string]struct {
		first, second []float64 // 2–3–2
		want          metric.Reading
	}{
		"apart":     {[]float64{1, 0, 0, 0, 0, 1}, []float64{1, 0, 0, 0, 0, 1}, metric.Reading{Effort: 4, Cones: 4}},
		"shared":    {[]float64{1, 0, 0, 0, 0, 0}, []float64{1, 0, 0, 1, 0, 0}, metric.Reading{Effort: 4, Cones: 4}},
		"crossed":   {[]float64{0, 1, 0, 0, 1, 0}, []float64{1, 0, 0, 0, 0, 1}, metric.Reading{Effort: 5, Cones: 4, Crossings: 1}},
		"dead ends": {[]float64{1, 0, 1, 1, 0, 1}, []float64{1, 0, 0, 0, 0, 1}, metric.Reading{Effort: 4, Cones: 4}},
		"no input":  {[]float64{1, 0, 0, 0, 0, 1}, []float64{1, 1, 0, 0, 0, 1}, metric.Reading{Effort: 4, Cones: 4}},
		"too weak":  {[]float64{1, 0.01, 0, 0, 0, 1}, []float64{1, 0, 0, 0, 0, 1}, metric.Reading{Effort: 4, Cones: 4}},
		"all":       {slices.Repeat([]float64{1}, 6), slices.Repeat([]float64{1}, 6), metric.Reading{Effort: 24, Cones: 18, Crossings: 6}},
		"nothing":   {make([]float64, 6), make([]float64, 6), metric.Reading{}},
	} {
		_, f := read(t, [3]int{2, 3, 2}, c.first, c.second)
		if got := must(metric.ReadingEffort(f, 0.01))(t); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Crossings, counted by merging, are the pairs in opposite orders.
func TestCrossings(t *testing.T) {
	rng := source(3)
	for range 20 {
		first := make([]float64, 7*9)
		for i := range first {
			if rng.IntN(3) == 0 {
				first[i] = 1
			}
		}
		_, f := read(t, [3]int{9, 7, 1}, first, slices.Repeat([]float64{1}, 7))
		want := 0
		for i, v := range first {
			for j, w := range first {
				if v*w != 0 && i/9 < j/9 && i%9 > j%9 {
					want++
				}
			}
		}
		if got := must(metric.ReadingEffort(f, 0))(t); got.Crossings != want {
			t.Errorf("%d crossings, want %d", got.Crossings, want)
		}
	}
}

// Two halves are easier to read than copies of the same degrees; what has nothing to rewire
// is as easy. The same seed gives the same figure.
func TestRewiredEffort(t *testing.T) {
	halves := []float64{1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1}
	space, f := read(t, [3]int{4, 4, 2}, halves, []float64{1, 1, 0, 0, 0, 0, 1, 1})
	e, rewired := must(metric.ReadingEffort(f, 0.01))(t), must(metric.RewiredEffort(f, 0.01, 50, source(1)))(t)
	if !(e.Effort < 0.8*rewired) || rewired != must(metric.RewiredEffort(f, 0.01, 50, source(1)))(t) {
		t.Errorf("effort %v, rewired %v", e.Effort, rewired)
	}
	g := must(space.Graph(0))(t)
	q, control := must(metric.Modularity(g, 0, source(1)))(t), must(metric.RewiredModularity(space, 0.01, 20, 0, source(1)))(t)
	if !(q.Q > control.Mean+0.1) || len(control.Q) != 20 {
		t.Errorf("Q is %v, rewired %v", q.Q, control.Mean)
	}
	dense := slices.Repeat([]float64{1}, 16)
	space, f = read(t, [3]int{4, 4, 2}, dense, dense[:8])
	e, rewired = must(metric.ReadingEffort(f, 0))(t), must(metric.RewiredEffort(f, 0, 3, source(1)))(t)
	if e.Effort != rewired {
		t.Errorf("a dense network: effort %v, rewired %v", e.Effort, rewired)
	}
	q, control = must(metric.Modularity(must(space.Graph(0))(t), 0, source(1)))(t), must(metric.RewiredModularity(space, 0, 1, 0, source(1)))(t)
	if math.Abs(q.Q-control.Mean) > 1e-12 {
		t.Errorf("a dense network: Q is %v, rewired %v", q.Q, control.Mean)
	}
	if _, err := metric.RewiredEffort(f, 0, 0, source(1)); err == nil {
		t.Error("no copies: no error")
	}
	if _, err := metric.RewiredModularity(space, 0, 1, 0, nil); err == nil {
		t.Error("no random source: no error")
	}
}
