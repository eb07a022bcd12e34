package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A run is finished, looked into by every command, pruned, and trained on with its zeros
// held; none changes it.
func TestLookInside(t *testing.T) {
	dir := t.TempDir()
	r := filepath.Join(dir, "r")
	ok := func(args ...string) string {
		t.Helper()
		status, out, msg := bimt(t, args...)
		if status != 0 {
			t.Fatalf("%q: status %d: %s", args, status, msg)
		}
		return out
	}
	table := filepath.Join(dir, "squares.csv")
	rows := []string{"a,b,y,z"}
	for _, row := range []string{"1,2,3,4", "2,1,5,2", "3,5,7,10", "4,4,9,8", "5,2,11,4", "6,7,13,14", "7,3,15,6", "8,1,17,2", "9,9,19,18", "10,6,21,12"} {
		rows = append(rows, row, row, row)
	}
	if err := os.WriteFile(table, []byte(strings.Join(rows, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ok("train", "--data", table, "--outputs", "y,z", "--set", "width=4", "--set", "depth=1", "--set", "dtype=float64", "--steps", "300",
		"--set", "finish=100", "--set", "finish_threshold=0.01", "--no-pictures", "--quiet", "--out", r)
	var finish struct{ Kept, Total, Steps int }
	readJSON(t, filepath.Join(r, "finish.json"), &finish)
	if finish.Steps != 100 || finish.Total != 16 || finish.Kept < 1 {
		t.Errorf("finish.json: %+v", finish)
	}
	before, err := os.ReadFile(filepath.Join(r, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if out := ok("export", r, "--to", "go", "--name", "law", "--out", "-"); !strings.Contains(out, "func Predict(in []float64) []float64") {
		t.Errorf("export prints %s", out)
	}
	var modules struct {
		Modules []struct{ Inputs, Outputs, Neurons []string }
	}
	get(t, ok("modules", r, "--json", "--save"), &modules)
	if len(modules.Modules) == 0 || len(modules.Modules[0].Inputs) == 0 {
		t.Errorf("modules: %+v", modules)
	}
	ok("train", "--data", table, "--outputs", "y,z", "--set", "width=4", "--set", "depth=1", "--set", "dtype=float64", "--steps", "5", "--seed", "2",
		"--set", "module="+filepath.Join(r, "modules", "module1.safetensors"), "--set", "module_frozen=true", "--no-pictures", "--quiet", "--out", filepath.Join(dir, "again"))
	var ablation struct{ Effects []struct{ Name string } }
	get(t, ok("ablate", r, "--neuron", "hidden1[1]", "--to", "resample", "--json"), &ablation)
	if len(ablation.Effects) != 1 || ablation.Effects[0].Name != "hidden1[1]" {
		t.Errorf("ablate: %+v", ablation)
	}
	var check struct {
		Story, Sentence string
		Controls        []struct{ Control, Verdict, Why string }
	}
	get(t, ok("check", r, "--json", "--draws", "19", "--quiet"), &check)
	if len(check.Controls) < 10 || check.Sentence == "" || check.Controls[0].Control != "held-out rows" || check.Controls[0].Verdict == "" {
		t.Errorf("check: %+v", check)
	}
	if out := ok("check", filepath.Join(r, "model.safetensors"), "--draws", "9", "--quiet"); !strings.Contains(out, "--retrain does it") {
		t.Errorf("a file of weights was trained again: %s", out)
	}
	var pruned struct {
		Kept, Total             int
		Loss_before, Loss_after *float64
	}
	get(t, ok("prune", r, "--keep", "6", "--refit", "20", "--controls", "1", "--shrink", "--json", "--quiet"), &pruned)
	if pruned.Kept < 1 || pruned.Kept > 6 || pruned.Total != 16 || pruned.Loss_before == nil || pruned.Loss_after == nil {
		t.Errorf("prune: %+v", pruned)
	}
	for _, f := range []string{"pruned/prune.json", "pruned/pruning.svg", "pruned/network.svg", "pruned/shrunk.safetensors", "modules/modules.json", "modules/modules.svg", "modules/modules.dot", "modules/knockouts.svg", "check/check.json", "ablation/ablate.json"} {
		if _, err := os.Stat(filepath.Join(r, f)); err != nil {
			t.Error(err)
		}
	}
	ok("prune", r, "--keep", "6", "--refit", "20", "--controls", "0", "--no-pictures", "--quiet")
	for _, f := range []string{"pruning.svg", "network.svg", "shrunk.safetensors"} {
		if _, err := os.Stat(filepath.Join(r, "pruned", f)); err == nil {
			t.Errorf("%s of an earlier pruning stays", f)
		}
	}
	if out := ok("formula", filepath.Join(r, "pruned"), "--effort", "0.05", "--quiet"); !strings.Contains(out, "R²") {
		t.Errorf("formula prints %s", out)
	}
	on := filepath.Join(dir, "on")
	ok("train", filepath.Join(r, "pruned/config.yaml"), "--steps", "5", "--no-pictures", "--quiet", "--out", on)
	var summary struct {
		Active float64 `json:"active_weights"`
	}
	readJSON(t, filepath.Join(on, "summary.json"), &summary)
	if int(summary.Active) > pruned.Kept {
		t.Errorf("%v weights after training on, %d before", summary.Active, pruned.Kept)
	}
	if after, err := os.ReadFile(filepath.Join(r, "model.safetensors")); err != nil || string(after) != string(before) {
		t.Errorf("the run was changed: %v", err)
	}
	for args, want := range map[string]string{
		"export " + r:                            "say with --to",
		"export " + r + " --to pdf":              "unknown format",
		"export " + r + " --to go --name 1":      "cannot be the name",
		"modules":                                "name the folder of one run",
		"modules " + dir + "/none":               "there is no ",
		"modules " + r + " --threshold -1":       "at least 0",
		"ablate " + r + " --neuron hiden1[1]":    `did you mean "hidden1[1]"`,
		"ablate " + r + " --to nothing":          "unknown replacement",
		"ablate " + r + " --weight linear0[9,9]": "did you mean",
		"check " + r + " --draws 0":              "at least 1",
		"check " + dir + "/none":                 "there is no ",
		"prune " + r + " --threshold 99 --quiet": "nothing is left",
		"prune " + r + " --keep 5 --within 5%":   "one of --threshold",
		"prune " + r + " --keep 0":               "at least 1",
		"prune " + r + " --within x":             "within",
		"prune " + r + " --rounds 3":             "--refit",
		"formula " + r + " --limit 0s":           "above 0",
		"formula " + r + " --effort 0":           "above 0",
		"train sharing --freeze-zeros":           "--init",
		"train sharing --finish --set finish=-1": "finish: -1",
	} {
		status, out, msg := bimt(t, strings.Fields(args)...)
		if status != statusUsage || out != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and %q", args, status, out, msg, want)
		}
	}
}

func get(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	get(t, string(b), v)
}

// A name that nothing has is said to be that, by every command that looks into a run.
func TestNothingThere(t *testing.T) {
	for _, args := range [][]string{{"prune"}, {"modules"}, {"check"}, {"export", "--to", "c"}, {"plot"}, {"relocate"}, {"relocate", "--rotate"}, {"diff", "none"}} {
		status, _, msg := bimt(t, append(args, filepath.Join("none", "at-all"))...)
		if status != statusUsage || !strings.Contains(msg, "there is no none") || strings.Contains(msg, "stat") {
			t.Errorf("%q: status %d: %s", args, status, msg)
		}
	}
}
