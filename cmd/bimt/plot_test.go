package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Pictures drawn again are those of training, to the byte; options change them; what is
// wrong with an option is one line, and nothing is written.
func TestPlot(t *testing.T) {
	dir := t.TempDir()
	r := filepath.Join(dir, "r")
	if status, _, msg := bimt(t, "train", "two-moons", "--steps", "40", "--set", "width=4", "--set", "log_every=20", "--quiet", "--out", r); status != 0 {
		t.Fatal(msg)
	}
	if status, out, msg := bimt(t, "plot", r); status != 0 || strings.Count(out, "\n") != 5 {
		t.Fatalf("plot: %d, %s%s", status, out, msg)
	}
	for _, name := range []string{"network.svg", "boundary.svg", "neurons.svg", "ranks.svg", "loss.svg"} {
		if read(t, r, name) != read(t, r, "plots/"+name) {
			t.Errorf("%s drawn again is another", name)
		}
	}
	scores := filepath.Join(dir, "effect.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(scores, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("value,why,neuron\n-1,it does,hidden1[2]\n2,so,x2\n0.5,this too,upper moon\n")
	out := filepath.Join(dir, "out")
	if status, _, msg := bimt(t, "plot", r, "--only", "network,network3d", "--3d", "--turn", "20", "--by", scores, "--labels", "outputs", "--size", "300x200pt",
		"--threshold", "0.3", "--format", "svg,png,pdf", "--out", out); status != 0 {
		t.Fatal(msg)
	}
	files, err := os.ReadDir(out)
	if err != nil || len(files) != 6 {
		t.Errorf("%v: want two pictures in three formats: %v", files, err)
	}
	for want, there := range map[string]bool{"effect = −2": true, ">upper moon": true, ">x1<": false, `width="300pt"`: true, "weights above 0.3": true} {
		if text := read(t, out, "network.svg"); strings.Contains(text, want) != there {
			t.Errorf("network.svg: %q is there: %v, want %v", want, !there, there)
		}
	}
	weights := filepath.Join(r, "model.safetensors")
	if status, _, msg := bimt(t, "plot", weights, "--only", "network", "--out", filepath.Join(dir, "w")); status != 0 {
		t.Error(msg)
	} else if a, b := read(t, r, "network.svg"), read(t, dir, "w/network.svg"); a != b {
		t.Error("the network of a file of weights is drawn otherwise than that of its run")
	}
	endless := filepath.Join(dir, "endless.csv")
	if err := errors.Join(os.WriteFile(endless, nil, 0o644), os.Truncate(endless, 65<<20)); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(dir, "bad")
	for _, w := range []struct{ scores, args, want string }{
		{"neuron,value\nhiden1[2],1\n", "--by " + scores, `line 2: unknown neuron "hiden1[2]" (did you mean "hidden1[2]"?)`},
		{"neuron,value\nhidden1[2],NaN\n", "--by " + scores, "no finite number"},
		{"neuron,value\nhidden1[2],1\nhidden1[2],1\n", "--by " + scores, "line 3: neuron hidden1[2] has a value already"},
		{"hidden1[2],1\n", "--by " + scores, "name two of them neuron and value"},
		{"neuron,value\n", "--by " + scores, "it has no neuron"},
		{"", "--by " + endless, "it has more than"},
		{"", "--by " + scores, "first line neuron,value"},
		{"", "--by nowhere.csv", "no such file"},
		{"", "--only netwrok", `did you mean "network"?`},
		{"", "--format svg,gif", `unknown format "gif"`},
		{"", "--format ,", "name one of svg, png, pdf"},
		{"", "--size big", "such as 89mm"},
		{"", "--labels x9", `unknown label "x9"`},
		{"", "--labels none,x1", "none and none,x1"},
		{"", "--turn 3", "say --3d"},
		{"", "--3d --tilt 1", "tilt from 5 to 85"},
		{"", "--threshold -1", "at least 0"},
	} {
		write(w.scores)
		status, stdout, msg := bimt(t, append([]string{"plot", r, "--out", bad}, strings.Fields(w.args)...)...)
		if status != statusUsage || stdout != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, w.want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and %q", w.args, status, stdout, msg, w.want)
		}
		if _, err := os.Stat(bad); err == nil {
			t.Fatalf("%s: %s was made", w.args, bad)
		}
	}
}
