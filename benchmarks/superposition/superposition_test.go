package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

// A neuron for each feature is decomposed rightly; features that share all neurons are not.
func TestDecompose(t *testing.T) {
	own := [][]float64{{1, 0, 0}, {0, 2, 0}, {0, 0, -1}, {0, 0, 0}} // the last is not stored
	figures := map[string]float64{}
	if err := measure(own, random(), figures); err != nil {
		t.Fatal(err)
	}
	if figures["mmcs"] != 1 || figures["ml2r"] != 1 || figures["stored"] != 0.75 || figures["modules"] != 3 || figures["weights"] != 3 {
		t.Errorf("a neuron for each: %v", figures)
	}
	shared := [][]float64{{1, 1}, {1, -1}, {-1, 1}, {1, 1}}
	components, err := decompose(shared, random())
	if err != nil {
		t.Fatal(err)
	}
	if cos, _ := match(shared, storedFeatures(shared), components); cos > 0.75 {
		t.Errorf("all shared: MMCS %v", cos)
	}
	// One component that is the whole matrix: the cosine is a column's share of its size.
	cos, size := match(shared, []int{0}, [][][]float64{shared})
	if math.Abs(cos-0.5) > 1e-12 || math.Abs(size-2) > 1e-12 {
		t.Errorf("the whole matrix: %v and %v, want 1/2 and 2", cos, size)
	}
}

// Three neurons for three features learn them, whatever the price; the same seed gives the same figures.
func TestRun(t *testing.T) {
	var all []map[string]float64
	for range 2 {
		f, err := run(t.Context(), size{"3-3", 3, 3}, method{lambda: 0.005, local: true}, 1)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	if f := all[0]; f["loss"] > 5e-3 || f["mmcs"] < 0.95 || f["loss"] != all[1]["loss"] {
		t.Errorf("%v, then %v", f, all[1])
	}
}
