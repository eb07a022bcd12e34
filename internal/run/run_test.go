package run

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
)

// config is a catalogued experiment with other settings.
func config(t *testing.T, name string, settings ...string) *Config {
	t.Helper()
	c, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func small(t *testing.T, name string, settings ...string) *Run {
	t.Helper()
	r, err := New(context.Background(), config(t, name, settings...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func train(t *testing.T, r *Run, hooks ...Hook) {
	t.Helper()
	if err := r.Train(context.Background(), hooks...); err != nil {
		t.Fatal(err)
	}
}

func scores(t *testing.T, r *Run) (train, test task.Score) {
	t.Helper()
	train, test, err := r.Scores()
	if err != nil {
		t.Fatal(err)
	}
	return train, test
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

// Batches go through all rows once before any comes again.
func TestBatchesUseEveryRow(t *testing.T) {
	r := small(t, "sharing", "train_rows=12", "batch=4")
	seen := map[float64]int{}
	for range 6 {
		if err := r.training.batches.next(0); err != nil {
			t.Fatal(err)
		}
		x, err := graph.Float64s(r.training.batches.x.Value())
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(x); i += 3 {
			seen[x[i]]++
		}
	}
	if len(seen) != 12 {
		t.Fatalf("%d rows came up, want 12", len(seen))
	}
	for _, n := range seen {
		if n != 2 {
			t.Errorf("rows came up %v times, want each twice", seen)
			break
		}
	}
}

// Predictions in chunks are those of all rows at once, whatever is left over.
func TestPredictInChunks(t *testing.T) {
	r := small(t, "independence")
	all, err := r.Predict(r.Data.Test.X)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.predictor(7)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.predictor(7); err != nil || again != p {
		t.Errorf("the network is added to its graph again: %v", err)
	}
	some, err := p.predict(r.Data.Test)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(some) {
		t.Fatalf("%d and %d outputs", len(all), len(some))
	}
	for i := range all {
		if !near(all[i], some[i]) {
			t.Errorf("output %d is %v in chunks, %v at once", i, some[i], all[i])
		}
	}
	if _, err := r.Predict(make([]float64, 5)); err == nil {
		t.Error("half a row was predicted")
	}
}

// Training ends where the steps end; relocation comes as often as it should and lowers
// the cost of wires against not swapping at all.
func TestTrainRelocates(t *testing.T) {
	r := small(t, "sharing", "steps=1000", "log_every=300", "method=swap")
	train(t, r)
	if r.Done != 1000 || r.Relocations != 5 {
		t.Errorf("%d steps and %d relocations, want 1000 and 5", r.Done, r.Relocations)
	}
	var at []int
	for _, l := range r.Lines {
		at = append(at, l.Step)
	}
	if !slices.Equal(at, []int{300, 600, 900, 1000}) {
		t.Errorf("lines at %v", at)
	}
	still := small(t, "sharing", "steps=1000", "log_every=300", "method=l1")
	train(t, still)
	if a, b := r.Network.Space.ConnectionCost(1), still.Network.Space.ConnectionCost(1); a >= b {
		t.Errorf("cost %v with swaps, %v without", a, b)
	}
}
