package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/benchmarks/answer"
	"github.com/gobimt/bimt/internal/run"
)

// Every run that a question would make has settings that can be.
func TestSettings(t *testing.T) {
	for _, q := range questions {
		for _, e := range q.experiments {
			for _, v := range append([]variant{q.base}, q.variants...) {
				if _, err := e.config(v, 3); err != nil {
					t.Errorf("%s: %s, %s: %v", q.name, e.name, v.name, err)
				}
			}
		}
	}
}

// A run that two questions ask for has one key, whether it is finished or not.
func TestKeys(t *testing.T) {
	e := experiment{name: "sharing"}
	if a, b := e.key(published, 3), e.key(variant{"bimt, finish", nil, true}, 3); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if a, b := e.key(published, 3), e.key(variant{"l1", []string{"method=l1"}, false}, 3); a == b {
		t.Errorf("both %q", a)
	}
}

// The page of a question is written from what the store holds: the figures after a finish where it is
// asked for.
func TestPage(t *testing.T) {
	dir := t.TempDir()
	q := question{
		name: "planted", title: "?", experiments: []experiment{{"independence", nil, apart, nil, 0}}, base: published,
		variants: []variant{{"finish", nil, true}},
	}
	var lines strings.Builder
	for seed := range 8 {
		key := q.experiments[0].key(published, seed)
		lines.WriteString(`{"run":"` + key + `","figures":{"test_loss":2,"active_weights":20,"found":0,"reading_difficulty":1,` +
			`"finished test_loss":1,"finished active_weights":20,"finished found":1,"finished reading_difficulty":1}}` + "\n")
	}
	file := filepath.Join(dir, "runs.jsonl")
	if err := os.WriteFile(file, []byte(lines.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	store, err := answer.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Do(t.Context(), q.jobs(0, 8), 1); err != nil { // all are there
		t.Fatal(err)
	}
	if err := q.page(store, 0, 8).Write(dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "planted.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"*finish*: helps (test loss × 0.5, more often readable)", "0 of 8", "8 of 8", "`--finish`"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// A trained network's structure is looked for without an error; an untrained one, where all leads to all,
// has none.
func TestFound(t *testing.T) {
	for _, e := range formulas {
		c, err := e.config(published, 0)
		if err != nil {
			t.Fatal(err)
		}
		r, err := run.New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := e.found(r); err != nil || found {
			t.Errorf("%s: %v, %v", e.name, found, err)
		}
		plant(t, e.name, r)
		if found, err := e.found(r); err != nil || !found {
			t.Errorf("%s, planted: %v, %v", e.name, found, err)
		}
	}
}

// plant leaves the wires of a readable network.
func plant(t *testing.T, name string, r *run.Run) {
	t.Helper()
	type wire struct {
		layer, to, from int
		w               float64
	}
	planted := map[string][]wire{
		"independence": {{0, 0, 0, 1}, {0, 0, 2, 1}, {0, 1, 1, 1}, {0, 1, 3, 1}, {1, 0, 0, 1}, {1, 1, 1, 1}, {2, 0, 0, 1}, {2, 1, 1, 1}},
		"sharing": {
			{0, 0, 0, 1}, {0, 1, 1, 1}, {0, 2, 2, 1}, {1, 0, 0, 1}, {1, 1, 1, 1}, {1, 2, 2, 1},
			{2, 0, 0, 1}, {2, 1, 0, 1}, {2, 2, 0, 1}, {2, 1, 1, 1}, {2, 2, 1, 1}, {2, 2, 2, 1},
		},
		"composition": {
			{0, 0, 0, 1}, {0, 0, 1, -1}, {0, 1, 2, 0.9}, {0, 1, 3, -0.95}, {1, 0, 0, 1}, {1, 1, 1, 1},
			{2, 0, 0, 1}, {2, 0, 1, 1}, {3, 0, 0, 1}, {4, 0, 0, 1},
		},
	}
	layer := -1
	for _, c := range r.Network.Space.Connections() {
		if !c.IsWire() {
			continue
		}
		layer++
		w := make([]float64, c.Param().Len())
		for _, p := range planted[name] {
			if p.layer == layer {
				w[p.to*c.Param().Shape()[1]+p.from] = p.w
			}
		}
		if err := c.Param().Set(w); err != nil {
			t.Fatal(err)
		}
	}
}
