package main

import (
	"path/filepath"
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
