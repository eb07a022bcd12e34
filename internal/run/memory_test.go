package run

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/machine"
)

// heap is what is held now. What pools have kept of tests before is let go by a second collection.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// The estimate is good within a factor of 2 of what is held after some steps.
func TestMemoryEstimate(t *testing.T) {
	for _, s := range []string{
		"independence", "sharing", "composition", "two-moons", "three-moons", "spirals", "modular-addition", "modular-addition-transformer",
		"in-context", "s4", "digits", "independence width=600", "independence width=600 dtype=float32", "in-context width=128 batch=200",
	} {
		words := strings.Fields(s)
		c := loaded(t, words[0], append(words[1:], "steps=2", "log_every=1")...)
		before := heap()
		r, err := New(context.Background(), c)
		if err == nil {
			err = r.Train(context.Background())
		}
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		held, estimate := heap()-before, c.Memory(r.Data).Held()
		t.Logf("%-40s held %8.2f MB, estimated %8.2f MB", s, held/1e6, estimate/1e6)
		if ratio := estimate / held; ratio < 0.5 || ratio > 2 {
			t.Errorf("%s: %s are held, but the estimate is %s", s, machine.Bytes(held), machine.Bytes(estimate))
		}
		runtime.KeepAlive(r)
	}
}

// What no machine has is refused in one line that says what to change, before it is asked for.
func TestMemoryIsRefused(t *testing.T) {
	for settings, say := range map[string]string{
		"independence width=1048576":                                   "less width (it is 1048576)",
		"independence width=1048576 depth=1000":                        "depth (1000)",
		"in-context width=1048576 mlp_factor=1024 heads=1":             "mlp_factor (1024)",
		"modular-addition embedding_width=1048576 width=1000000":       "less width (it is 1000000)",
		"independence width=1048576 method=l1":                         "less width (it is 1048576) or depth (2)",
		"modular-addition-transformer width=65536 method=l1 depth=100": "depth (100) or mlp_factor (4)",
		"independence train_rows=1000000000000":                        "train_rows: some",
		"independence test_rows=1000000000000":                         "test_rows: some",
		"independence train_rows=9223372036854775807":                  "train_rows: some",
		"in-context train_rows=100000000000 batch=99999999999":         "train_rows: some",
		"two-moons train_rows=1000000000000000":                        "train_rows: some",
		"spirals train_rows=1000000000000000":                          "train_rows: some",
	} {
		words := strings.Fields(settings)
		before := heap()
		_, err := New(context.Background(), loaded(t, words[0], words[1:]...))
		if err == nil || !strings.Contains(err.Error(), say) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", settings, err)
		}
		if held := heap() - before; held > 20<<20 {
			t.Errorf("%s: %s are held after it was refused", settings, machine.Bytes(held))
		}
	}
}
