package bimt_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
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
		note(g.Modularity(0, source(1)))
		note(g.Modules(), nil)
		note(g.Modules(axes[1], axes[2]), nil)
	}
	note(n.Activity(1e-4, 1e-3, 1e-2, 1e-1, 0.5))
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

func TestActivity(t *testing.T) {
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
	want := []bimt.Activity{
		{Threshold: 0, Wires: 20, Weights: 8, Neurons: 6, OfAxis: []int{2, 2, 2}},
		{Threshold: 0.05, Wires: 20, Weights: 5, Neurons: 5, OfAxis: []int{1, 2, 2}},
		{Threshold: 0.25, Wires: 20, Weights: 5, Neurons: 4, OfAxis: []int{1, 1, 2}},
		{Threshold: 1, Wires: 20, Weights: 1, Neurons: 0, OfAxis: []int{0, 0, 0}},
	}
	got := must(n.Activity(0, 0.05, 0.25, 1))(t)
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	if d := must(n.Activity())(t); len(d) != 4 || d[0].Threshold != 1e-4 || d[3].Threshold != 1e-1 {
		t.Errorf("without thresholds: %+v", d)
	}
	empty := newNetwork(tensor.Float64)
	empty.Axis("x", bimt.Line(3))
	if a := must(empty.Activity(0))(t); a[0].Wires != 0 || a[0].Neurons != 0 {
		t.Errorf("no wires: %+v", a)
	}
}

func TestModules(t *testing.T) {
	n := chain(tensor.Float64, 2, 4, 3)
	check(t, n.err)
	check(t, n.params.Get("weight0").Set([]float64{1, 0, 0, 0, 0, 0, 0, 0.5}))
	check(t, n.params.Get("weight1").Set([]float64{1, 0, 0, 0, 0, -1, 1, 0, 0, 0.1, 0, 1}))
	// nodes: inputs 0 1, hidden 2 3 4 5, outputs 6 7 8
	for _, c := range []struct {
		threshold float64
		axes      []*bimt.Axis
		want      [][]int
	}{
		{0, nil, [][]int{{1, 3, 4, 5, 7, 8}, {0, 2, 6}}},
		{0.1, nil, [][]int{{0, 2, 6}, {1, 5, 8}, {3, 4, 7}}},
		{0.5, nil, [][]int{{0, 2, 6}, {3, 4, 7}, {5, 8}}},
		{0, n.Axes()[:2], [][]int{{0, 2}, {1, 5}}},
		{0, n.Axes()[:1], nil},
		{1, nil, nil},
	} {
		if got := must(n.Graph(c.threshold))(t).Modules(c.axes...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("threshold %v, %d axes: %v, want %v", c.threshold, len(c.axes), got, c.want)
		}
	}
}

func TestWiring(t *testing.T) {
	n := chain(tensor.Float64, 2, 4)
	check(t, n.err)
	check(t, n.params.Get("weight0").Set([]float64{2, 0, 0, 0, 0, 0, 0, -3}))
	check(t, n.params.Get("bias0").Set([]float64{9, 9, 9, 9}))
	w := must(n.Wiring())(t) // places 1/4 3/4 and 1/8 3/8 5/8 7/8: distances 1/8 1/8 3/8 5/8, twice
	if want := (bimt.Wiring{Length: 5.0 / 8, Mean: 1.0 / 8, Locality: 0.4}); w != want {
		t.Errorf("%+v, want %+v", w, want)
	}
	check(t, n.params.Get("weight0").Set(make([]float64, 8)))
	if w := must(n.Wiring())(t); w != (bimt.Wiring{Locality: 1}) {
		t.Errorf("no wires: %+v", w)
	}
}

// TestLocality averages over every placement there is: exactly 1.
func TestLocality(t *testing.T) {
	for seed := range uint64(3) {
		n := must(architecture("recurrent", seed))(t)
		sum, count := 0.0, 0
		place := func(name string, v []float64, rows, columns []int) {
			p := n.params.Get(name)
			check(t, p.Set(v))
			check(t, p.Permute(0, rows))
			check(t, p.Permute(1, columns))
		}
		first := map[string][]float64{}
		for _, p := range n.params.All() {
			first[p.Name()] = p.Float64s()
		}
		for _, x := range orders(3) {
			for _, h := range orders(4) {
				for _, y := range orders(2) {
					place("in", first["in"], h, x)
					place("again", first["again"], h, h)
					place("gate", first["gate"], h, h)
					place("out", first["out"], y, h)
					sum += must(n.Wiring())(t).Locality
					count++
				}
			}
		}
		if mean := sum / float64(count); count != 288 || math.Abs(mean-1) > 1e-12 {
			t.Errorf("seed %d: locality %v on average over %d placements, want 1", seed, mean, count)
		}
	}
}

// orders is all permutations of 0 … n-1.
func orders(n int) (all [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, o := range orders(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(o), i, n-1))
		}
	}
	return all
}
