package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUselessResultsAreSaid(t *testing.T) {
	for _, w := range []struct{ set, want string }{
		{"learning_rate=100", "the run diverged: it ends far worse than it began; try a smaller learning_rate"},
		{"lambda=1e308", "product of lambda holds +Inf"},
		{"lambda=1e308", "try a lambda far below 1e+308"},
	} {
		status, _, msg := bimt(t, "train", "sharing", "--set", w.set, "--steps", "300", "--no-pictures", "--quiet", "--out", filepath.Join(t.TempDir(), "r"))
		if status != statusNonFinite || !strings.Contains(msg, w.want) {
			t.Errorf("%s: status %d, %s, want %q", w.set, status, msg, w.want)
		}
	}
	_, out, _ := bimt(t, "train", "sharing", "--set", "formulas=[x1, 3]", "--steps", "3", "--no-pictures", "--quiet=false", "--out", filepath.Join(t.TempDir(), "r"))
	if !strings.Contains(out, ", –\n") || !strings.Contains(out, "3: all values are 3") {
		t.Errorf("a constant output: %s", out)
	}
}

// Runs are called after the file they learn from, or as the user likes.
func TestNamesOfRuns(t *testing.T) {
	file := writeFile(t, "my points.csv", "a,b\n"+strings.Repeat("1,2.5\n2,3.5\n3,1.25\n", 20))
	text := writeFile(t, "play.txt", strings.Repeat("now is the winter of our discontent\n", 20))
	t.Chdir(t.TempDir())
	for _, w := range []struct {
		want string
		args []string
	}{
		{"my-points-bimt-seed0", []string{"--data", file, "--outputs", "b"}},
		{"mine-bimt-seed0", []string{"--data", file, "--outputs", "b", "--name", "mine"}},
		{"table-bimt-seed0", []string{"table", "--data", file, "--outputs", "b", "--name", "table"}},
		{"play-bimt-seed0", []string{"shakespeare", "--data", text, "--set", "width=8", "--set", "heads=2", "--set", "length=10", "--set", "batch=4", "--set", "sample_length=0"}},
		{"sharing-bimt-seed0", []string{"sharing"}},
	} {
		if status, _, msg := bimt(t, append([]string{"train", "--steps", "2", "--no-pictures"}, w.args...)...); status != 0 {
			t.Fatalf("%v: %s", w.args, msg)
		}
		if _, err := os.Stat(filepath.Join("runs", w.want, "summary.json")); err != nil {
			t.Errorf("%v: %v", w.args, err)
		}
	}
	if status, _, msg := bimt(t, "train", file); status != statusUsage || !strings.Contains(msg, "--data "+file) {
		t.Errorf("a table in place of an experiment: %d, %s", status, msg)
	}
}

// The rows of a table are counted, few ones are warned of, and predictions are compared with
// the outputs of a file.
func TestTableTellsWhatItDoes(t *testing.T) {
	file := writeFile(t, "few.csv", "a,kind,y\n"+strings.Repeat("1,x,2.5\n2,z,3.5\n3,x,1.25\n4,z,1\n", 3))
	out := filepath.Join(t.TempDir(), "r")
	status, report, msg := bimt(t, "train", "--data", file, "--outputs", "y", "--categorical", "kind", "--steps", "5", "--no-pictures", "--out", out)
	if status != 0 {
		t.Fatal(msg)
	}
	for _, want := range []string{"few: 9 rows to train on, 3 to test on", "only 3 rows of 12 to test on", "to fit more closely: --set lambda=0.001 (watch the test loss); for fewer weights: --set lambda=0.016"} {
		if !strings.Contains(msg, want) {
			t.Errorf("no %q in %s", want, msg)
		}
	}
	if !strings.Contains(report, "of standardised outputs") || !strings.Contains(report, " of y\n") {
		t.Errorf("units are missing:\n%s", report)
	}
	for _, want := range []string{`"train_rows": 9`, `"test_rows": 3`, `"kind=x"`, `"split"`} {
		if !strings.Contains(read(t, out, "data.json"), want) {
			t.Errorf("data.json has no %s", want)
		}
	}
	if status, rows, msg := bimt(t, "predict", out, "--data", file); status != 0 || !strings.Contains(msg, "y: R² ") || !strings.Contains(msg, "RMSE") || strings.Count(rows, "\n") != 13 {
		t.Errorf("predict: %d, %s%s", status, rows, msg)
	}
	if _, text, _ := bimt(t, "predict", out, "--data", file, "--json", "--quiet"); !strings.Contains(text, `"rmse": `) {
		t.Errorf("predict --json: %s", text)
	}
	if _, text, _ := bimt(t, "show", out); !strings.Contains(text, "categorical: [kind]") || !strings.Contains(text, "steps: 5\n") {
		t.Errorf("show RUN: %s", text)
	}
}
