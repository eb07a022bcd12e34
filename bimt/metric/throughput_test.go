package metric_test

import (
	"reflect"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// relocated is what a relocation must leave as it is, to the bit.
func relocated(n *network) (all []any, err error) {
	note := func(v any, e error) {
		all = append(all, v)
		if err == nil {
			err = e
		}
	}
	axes := n.Axes()
	for _, threshold := range []float64{0, 0.01, 0.3} {
		g, e := n.Graph(threshold)
		if e != nil {
			return nil, e
		}
		note(metric.Modularity(g, 0, source(1)))
		note(metric.Modules(g), nil)
		note(metric.Modules(g, axes[1], axes[2]), nil)
	}
	note(metric.Throughput(n.Space, 1e-4, 1e-3, 1e-2, 1e-1, 0.5))
	return all, err
}

func TestMetricsAfterRelocation(t *testing.T) {
	moved := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names()).Draw(t, "architecture")
		n, err := architecture(name, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		before, err := relocated(n)
		if err != nil {
			t.Fatal(err)
		}
		m, err := n.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
		if err != nil {
			t.Fatal(err)
		}
		moved[name] += m.Moved
		after, err := relocated(n)
		if err != nil {
			t.Fatal(err)
		}
		for i := range before {
			if !reflect.DeepEqual(before[i], after[i]) {
				t.Fatalf("%s, metric %d: %+v, after relocation %+v", name, i, before[i], after[i])
			}
		}
	})
	for name, n := range moved {
		if n == 0 {
			t.Errorf("%s: nothing was ever moved", name)
		}
	}
}

func TestThroughput(t *testing.T) {
	n := chain(tensor.Float64, 3, 4, 2)
	check(t, n.err)
	check(t, n.params.Get("weight0").Set([]float64{ // rows: hidden neurons
		1, 0, 0,
		0.05, 0, -0.05,
		0, 0, 0,
		0.5, 0, 0,
	}))
	check(t, n.params.Get("weight1").Set([]float64{ // columns: hidden neurons
		2, -0.05, 1, 0,
		0, 1, 0, 0,
	}))
	check(t, n.params.Get("bias0").Set([]float64{9, 9, 9, 9})) // counts nowhere
	want := []metric.Busy{
		{Threshold: 0, Wires: 20, Weights: 8, Neurons: 6, OfAxis: []int{2, 2, 2}},
		{Threshold: 0.05, Wires: 20, Weights: 5, Neurons: 5, OfAxis: []int{1, 2, 2}},
		{Threshold: 0.25, Wires: 20, Weights: 5, Neurons: 4, OfAxis: []int{1, 1, 2}},
		{Threshold: 1, Wires: 20, Weights: 1, Neurons: 0, OfAxis: []int{0, 0, 0}},
	}
	got := must(metric.Throughput(n.Space, 0, 0.05, 0.25, 1))(t)
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	if d := must(metric.Throughput(n.Space))(t); len(d) != 4 || d[0].Threshold != 1e-4 || d[3].Threshold != 1e-1 {
		t.Errorf("without thresholds: %+v", d)
	}
	empty := newNetwork(tensor.Float64)
	empty.Axis("x", bimt.Line(3))
	if a := must(metric.Throughput(empty.Space, 0))(t); a[0].Wires != 0 || a[0].Neurons != 0 {
		t.Errorf("no wires: %+v", a)
	}
}
