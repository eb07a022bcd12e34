package run

import (
	"context"
	"math"
	"testing"
)

// Relocation of a finished network leaves outputs and scores, and lowers the cost by
// what it lowers of wires; a second one finds nothing more.
func TestRelocateTrained(t *testing.T) {
	path, _ := foreignFile(t, "", nil)
	for _, strategy := range Strategies() {
		opened, err := OpenWeights(context.Background(), tinyClock(t, "init="+path, "attention_rate=0.5"))
		if err != nil {
			t.Fatal(err)
		}
		how := Move{Strategy: strategy, Locality: 2}
		r, err := opened.Relocate(how)
		if err != nil {
			t.Fatal(err)
		}
		if r.Rows != 25 {
			t.Errorf("%d rows, want all 25 sums", r.Rows)
		}
		if r.LargestOutputChange > 1e-5 || *r.AccuracyBefore != *r.Accuracy {
			t.Errorf("%s: outputs changed by %v, accuracy from %v to %v", strategy, r.LargestOutputChange, *r.AccuracyBefore, *r.Accuracy)
		}
		most := 0
		for _, axis := range opened.Network.Space.Axes() {
			most += axis.Len()
		}
		if r.Moved < 1 || r.Moved > most {
			t.Errorf("%s: %d of %d neurons moved", strategy, r.Moved, most)
		}
		fell := r.WireCostBefore - r.WireCostAfter
		if fell <= 0 || math.Abs(float64(r.CostBefore-r.CostAfter-fell)) > 1e-12 {
			t.Errorf("%s: cost from %v to %v, of wires from %v to %v", strategy, r.CostBefore, r.CostAfter, r.WireCostBefore, r.WireCostAfter)
		}
		if strategy == "greedy" {
			continue // one sweep, as published
		}
		again, err := opened.Relocate(how)
		if err != nil || again.Moved != 0 || again.LargestOutputChange != 0 {
			t.Errorf("%s again: %v neurons moved, outputs changed by %v, %v", strategy, again.Moved, again.LargestOutputChange, err)
		}
	}
}

func TestRelativeChange(t *testing.T) {
	if got := relativeChange([]float64{-4, 1}, []float64{-4, 1.5}); got != 0.125 {
		t.Errorf("%v, want 0.5/4", got)
	}
	if got := relativeChange([]float64{0, 0}, []float64{0, 0}); got != 0 {
		t.Errorf("%v of nothing", got)
	}
}

func TestRelocationCheck(t *testing.T) {
	for _, r := range []Move{{"greedi", 1, 0}, {"greedy", -1, 0}, {"greedy", math.NaN(), 0}, {"greedy", math.Inf(1), 0}, {"spectral", 1, -1}, {"spectral", 1, 1}, {"spectral", 1, math.NaN()}, {"greedy", 1, 0.1}} {
		if r.Check() == nil {
			t.Errorf("%+v checks", r)
		}
	}
	if err := (Move{"spectral", 0, 0.5}).Check(); err != nil {
		t.Error(err)
	}
}
