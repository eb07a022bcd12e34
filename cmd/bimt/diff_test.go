package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// Two seeds are compared in a table, JSON and a picture, and neither is changed; a run does
// not differ from its own file of weights; other shapes are one line.
func TestDiff(t *testing.T) {
	dir := t.TempDir()
	a, b, other := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "other")
	for folder, args := range map[string]string{a: "", b: "--seed 1", other: "--set width=6"} {
		args := append(strings.Fields("train independence --steps 60 --set log_every=60 --set train_rows=50 --no-pictures --quiet --out "+folder), strings.Fields(args)...)
		if status, _, msg := bimt(t, args...); status != 0 {
			t.Fatal(msg)
		}
	}
	before := read(t, b, "model.safetensors")
	status, out, msg := bimt(t, "diff", a, b)
	if status != 0 || !strings.Contains(out, "wires in both") || !strings.Contains(out, "linear1.weight") || !strings.Contains(out, "R²") {
		t.Fatalf("diff: %d, %s%s", status, out, msg)
	}
	if svg := read(t, a, "diff/diff.svg"); !strings.Contains(svg, ">only in B<") || !strings.Contains(svg, ">in both<") {
		t.Error("the picture has no legend of what is in which")
	}
	if read(t, b, "model.safetensors") != before {
		t.Error("B was changed")
	}
	var d struct {
		Distance_before, Distance_after float64
		Wires                           struct{ Both, Only_a, Only_b int }
		Agreement                       []struct{ R2 float64 }
		Match                           map[string][]int
	}
	status, out, msg = bimt(t, "diff", a, b, "--json", "--by", "activations", "--no-pictures")
	if status != 0 {
		t.Fatal(msg)
	}
	get(t, out, &d)
	if !(d.Distance_after < d.Distance_before) || len(d.Match["hidden1"]) != 20 || len(d.Agreement) != 2 || d.Wires.Both == 0 {
		t.Errorf("%+v", d)
	}
	if status, out, msg = bimt(t, "diff", a, filepath.Join(a, "model.safetensors"), "--json"); status != 0 {
		t.Fatal(msg)
	}
	get(t, out, &d)
	if d.Distance_after != 0 || d.Wires.Only_a+d.Wires.Only_b != 0 || d.Agreement[0].R2 != 1 {
		t.Errorf("a run and its own weights: %+v", d)
	}
	for args, want := range map[string]string{
		"diff " + a:                               "name two runs",
		"diff " + a + " " + other:                 "axis hidden1 has 20 neurons in the one and 6 in the other",
		"diff " + a + " " + dir + "/none":         "there is no ",
		"diff " + a + " " + b + " --by x":         "unknown alignment",
		"diff " + a + " " + b + " --threshold -1": "at least 0",
	} {
		status, out, msg := bimt(t, strings.Fields(args)...)
		if status != statusUsage || out != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and %q", args, status, out, msg, want)
		}
	}
}
