package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// Run folders of the version before open, and say what they said then.
func TestFoldersOfTheVersionBefore(t *testing.T) {
	before := filepath.Join("..", "..", "testdata", "before")
	mlp := filepath.Join(before, "modular-addition")
	status, out, msg := bimt(t, "predict", mlp, "--data", filepath.Join(before, "pairs.csv"), "--quiet")
	if want := read(t, mlp, "predictions.csv"); status != 0 || out != want {
		t.Errorf("predict: status %d, %s%s, want %s", status, out, msg, want)
	}
	for _, name := range []string{"modular-addition", "in-context"} {
		run := filepath.Join(before, name)
		status, out, msg := bimt(t, "relocate", run, "--strategy", "assignment", "--no-pictures", "--json", "--out", filepath.Join(t.TempDir(), "out"))
		if status != 0 {
			t.Fatalf("relocate %s: status %d: %s", name, status, msg)
		}
		got, want := figures(t, out), figures(t, read(t, run, "relocate.json"))
		for _, key := range []string{"loss", "loss_before", "cost_before", "cost_after", "wiring_length_after", "moved"} {
			g, ok := got[key].(float64)
			w, there := want[key].(float64)
			if !ok || !there || math.Abs(g-w) > 1e-9*math.Abs(w) {
				t.Errorf("%s: %s is %v, was %v", name, key, got[key], want[key])
			}
		}
		on := []string{"train", filepath.Join(run, "config.yaml"), "--init", filepath.Join(run, "model.safetensors"), "--steps", "1", "--no-pictures", "--quiet", "--out"}
		if status, _, msg := bimt(t, append(on, filepath.Join(t.TempDir(), "on"))...); status != 0 {
			t.Errorf("training on from %s: status %d: %s", name, status, msg)
		}
	}
	if status, out, msg := bimt(t, "best", before); status != 0 || strings.Count(out, "\n") != 6 {
		t.Errorf("best: status %d: %s%s, want two lines for each of two runs", status, out, msg)
	}
}

func figures(t *testing.T, text string) (f map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return f
}
