package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The run folder that is kept of this version opens, says what it said, and repeats.
func TestFolderOfThisVersion(t *testing.T) {
	run := filepath.Join("..", "..", "testdata", "today")
	status, out, msg := bimt(t, "predict", run, "--data", filepath.Join("..", "..", "testdata", "before", "pairs.csv"), "--quiet")
	if want := read(t, run, "predictions.csv"); status != 0 || out != want {
		t.Errorf("predict: status %d, %s%s, want %s", status, out, msg, want)
	}
	again := filepath.Join(t.TempDir(), "again")
	status, _, msg = bimt(t, "train", filepath.Join(run, "config.yaml"), "--no-pictures", "--quiet", "--out", again)
	if status != 0 || len(read(t, again, "metrics.csv")) == 0 {
		t.Errorf("train: status %d, %s", status, msg)
	}
}

// Checkpoints that are kept of this version are gone on from, to the end.
func TestCheckpointsOfThisVersion(t *testing.T) {
	kept := filepath.Join("..", "..", "testdata", "today", "interrupted")
	for _, name := range []string{"tokens", "transformer"} {
		run := filepath.Join(t.TempDir(), name)
		if err := os.CopyFS(run, os.DirFS(filepath.Join(kept, name))); err != nil {
			t.Fatal(err)
		}
		status, _, msg := bimt(t, "resume", run, "--no-pictures")
		if status != 0 || !strings.Contains(msg, "goes on from step") || strings.Contains(msg, "anew") {
			t.Errorf("%s: status %d, %s", name, status, msg)
		}
		if summary := read(t, run, "summary.json"); !strings.Contains(summary, `"finished": true`) {
			t.Errorf("%s: %s", name, summary)
		}
	}
}
