package metric_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt/metric"
	"gorgonia.org/tensor"
)

func TestWiring(t *testing.T) {
	n := chain(tensor.Float64, 2, 4)
	check(t, n.err)
	check(t, n.params.Get("weight0").Set([]float64{2, 0, 0, 0, 0, 0, 0, -3}))
	check(t, n.params.Get("bias0").Set([]float64{9, 9, 9, 9}))
	w := must(metric.Wiring(n.Space))(t) // places 1/4 3/4 and 1/8 3/8 5/8 7/8: distances 1/8 1/8 3/8 5/8, twice
	if want := (metric.WireLength{Total: 5.0 / 8, Mean: 1.0 / 8, Relative: 0.4}); w != want {
		t.Errorf("%+v, want %+v", w, want)
	}
	check(t, n.params.Get("weight0").Set(make([]float64, 8)))
	if w := must(metric.Wiring(n.Space))(t); w != (metric.WireLength{Relative: 1}) {
		t.Errorf("no wires: %+v", w)
	}
}

// TestRelativeLength averages over every placement there is: exactly 1.
func TestRelativeLength(t *testing.T) {
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
					sum += must(metric.Wiring(n.Space))(t).Relative
					count++
				}
			}
		}
		if mean := sum / float64(count); count != 288 || math.Abs(mean-1) > 1e-12 {
			t.Errorf("seed %d: relative length %v on average over %d placements, want 1", seed, mean, count)
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
