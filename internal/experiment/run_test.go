package experiment

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 || (math.IsNaN(a) && math.IsNaN(b)) }

func small(t *testing.T, name string, settings ...string) *Run {
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
	r, err := New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Batches go through all rows once before any comes again.
func TestBatchesUseEveryRow(t *testing.T) {
	r := small(t, "sharing", "train_rows=12", "batch=4")
	seen := map[float64]int{}
	for range 6 {
		if err := r.nextBatch(); err != nil {
			t.Fatal(err)
		}
		x, err := graph.Float64s(r.x.Value())
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
	all, err := r.test.Predict(r.Data.Test.X)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Network.NewPredictor("seven at a time", 7, r.Data.Test.XShape)
	if err != nil {
		t.Fatal(err)
	}
	some, err := p.Predict(r.Data.Test.X)
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
	if _, err := p.Predict(make([]float64, 5)); err == nil {
		t.Error("half a row was predicted")
	}
}

// Training ends where the steps end; relocation comes as often as it should and lowers
// the cost of wires against not swapping at all.
func TestTrainRelocates(t *testing.T) {
	r := small(t, "sharing", "steps=1000", "log_every=300", "method=swap")
	res, err := r.Train(context.Background(), nil)
	if err != nil || res.Err != nil {
		t.Fatal(err, res.Err)
	}
	if res.Done != 1000 || res.Relocations != 5 {
		t.Errorf("%d steps and %d relocations, want 1000 and 5", res.Done, res.Relocations)
	}
	var at []int
	for _, l := range res.Lines {
		at = append(at, l.Step)
	}
	if !slices.Equal(at, []int{300, 600, 900, 1000}) {
		t.Errorf("lines at %v", at)
	}
	still := small(t, "sharing", "steps=1000", "log_every=300", "method=l1")
	if _, err := still.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if a, b := r.Network.Space.ConnectionCost(1), still.Network.Space.ConnectionCost(1); a >= b {
		t.Errorf("cost %v with swaps, %v without", a, b)
	}
}

// The spirals as catalogued are told apart.
func TestSpirals(t *testing.T) {
	r := small(t, "spirals", "steps=2000", "log_every=2000")
	res, err := r.Train(context.Background(), nil)
	if err != nil || res.Err != nil {
		t.Fatal(err, res.Err)
	}
	if res.Test.Accuracy <= 0.95 {
		t.Errorf("accuracy %v, want more than 0.95 after 2000 steps", res.Test.Accuracy)
	}
}

// What would take more memory than is sensible is refused before it is asked for.
func TestMemoryIsEstimated(t *testing.T) {
	for _, w := range []struct{ name, set, want string }{
		{"independence", "width=1048576", "some 1.1e+12 weights, which take 35.2 TB of memory"},
		{"in-context", "mlp_factor=1024 width=4096", "TB of memory"},
		{"in-context", "mlp_factor=9223372036854775807", "give at most 1024"},
		{"independence", "train_rows=1000000000000", "train_rows: 1000000000000 rows of 6 numbers would take 48 TB of memory: give at most 44739242"},
		{"two-moons", "test_rows=9223372036854775807", "test_rows: 9223372036854775807 rows of 3 numbers would take 221 EB"},
		{"spirals", "train_rows=1000000000", "24 GB"},
		{"in-context", "train_rows=1000000000", "GB of memory"},
		{"shakespeare", "sample_length=1000000000", "give at most 1000000"},
	} {
		c := loaded(t, w.name, strings.Fields(w.set)...)
		err := c.Check()
		if err == nil {
			_, err = c.MakeData(context.Background())
		}
		if err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("%s with %s: %v, want %q", w.name, w.set, err, w.want)
		}
	}
}
