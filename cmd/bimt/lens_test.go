package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A lens prints its table, leaves JSON and pictures, and leaves the run alone; what has no
// lens is one line.
func TestLens(t *testing.T) {
	dir := t.TempDir()
	adds, permutes := filepath.Join(dir, "adds"), filepath.Join(dir, "permutes")
	for folder, args := range map[string]string{adds: "modular-addition --set modulus=7", permutes: "s4"} {
		args := strings.Fields("train " + args + " --steps 20 --set log_every=20 --no-pictures --quiet --out " + folder)
		if status, _, msg := bimt(t, args...); status != 0 {
			t.Fatal(msg)
		}
	}
	before := read(t, adds, "model.safetensors")
	status, out, msg := bimt(t, "lens", adds)
	if status != 0 || !strings.Contains(out, "a + b mod 7") || !strings.Contains(out, "by chance") || !strings.Contains(out, "spectrum.svg") {
		t.Fatalf("lens: %d, %s%s", status, out, msg)
	}
	if !strings.Contains(read(t, adds, "lens/spectrum.svg"), ">random table<") || read(t, adds, "model.safetensors") != before {
		t.Error("the picture has no control, or the run was changed")
	}
	var l struct {
		Permutations struct {
			Channels []struct{ Energies []float64 }
		}
		Channels struct{ Channels []struct{ Name string } }
	}
	if status, out, msg = bimt(t, "lens", permutes, "--json"); status != 0 {
		t.Fatal(msg)
	}
	get(t, out, &l)
	if len(l.Permutations.Channels) == 0 || len(l.Permutations.Channels[0].Energies) != 5 || len(l.Channels.Channels) == 0 {
		t.Errorf("%+v", l)
	}
	for args, want := range map[string]string{"lens": "name the folder of one run", "lens " + dir + "/none": "there is no "} {
		status, out, msg := bimt(t, strings.Fields(args)...)
		if status != statusUsage || out != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and %q", args, status, out, msg, want)
		}
	}
}
