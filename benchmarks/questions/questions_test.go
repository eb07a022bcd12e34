package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

// Every run that a question would make has settings that can be.
func TestSettings(t *testing.T) {
	for _, q := range questions {
		for _, j := range q.jobs(0, 1) {
			c, err := run.Load(j.of)
			if err == nil {
				err = c.Set(j.settings...)
			}
			if err == nil {
				err = c.Check()
			}
			if err != nil {
				t.Errorf("%s: %s, %s: %v", q.name, j.Experiment, j.Variant, err)
			}
		}
	}
}

// A variant that has half the weights on every seed helps, one that differs by nothing can't be told,
// one that has a higher loss for fewer weights trades, and one that diverged is counted.
func TestPage(t *testing.T) {
	q := question{name: "planted", title: "?", experiments: []experiment{{"independence", nil, true}},
		variants: []variant{{"half", nil}, {"same", nil}, {"trade", nil}}}
	runs := map[key]outcome{}
	for seed := range 12 {
		base := float64(20 + seed)
		for name, f := range map[string][2]float64{published: {1, 1}, "half": {1, 0.5}, "same": {1, 1}, "trade": {2, 0.5}} {
			k := key{"independence", name, seed}
			runs[k] = outcome{key: k, Figures: map[string]run.Number{
				"test_loss": run.Number(f[0] * base), "active_weights": run.Number(f[1] * base), "reading_difficulty": run.Number(base), "shared_inputs": run.Number(seed % 2),
				"connection_cost": 1,
			}}
		}
	}
	failed := key{"independence", "same", 3}
	runs[failed] = outcome{key: failed, Failed: "NaN"}
	dir := t.TempDir()
	if err := write(q, runs, dir, 0, 12); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "planted.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"*half*: independence: helps (weights × 0.5)", "*same*: independence: can't be told", "trades test loss × 2 for weights × 0.5",
		"| 6 of 12 |", ", 1 failed", "**12.8", "![independence: every run](planted-independence.svg)",
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the page lacks %q:\n%s", want, b)
		}
	}
	if _, err := find("placs"); err == nil || !strings.Contains(err.Error(), "places") {
		t.Errorf("an unknown question: %v", err)
	}
}

// What was trained is not trained again.
func TestGoesOn(t *testing.T) {
	dir := t.TempDir()
	line := `{"experiment":"independence","variant":"published","seed":4,"figures":{"test_loss":0.5,"active_weights":null}}`
	if err := os.WriteFile(filepath.Join(dir, "q.jsonl"), []byte(line+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	done, err := train(t.Context(), question{name: "q", experiments: []experiment{{name: "independence"}}}, dir, 4, 1, 1)
	if err != nil || len(done) != 1 || done[key{"independence", published, 4}].Figures["test_loss"] != 0.5 {
		t.Errorf("%v, %v", done, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "q.jsonl"), []byte(line+"\n{\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := read(filepath.Join(dir, "q.jsonl")); err == nil || !strings.Contains(err.Error(), "q.jsonl:2") {
		t.Errorf("a broken line: %v", err)
	}
}
