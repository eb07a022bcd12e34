package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stoppedAt runs the program until its run has a checkpoint, and gives what it said.
func stoppedAt(t *testing.T, dir string, args ...string) (status int, msg string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			if found, err := filepath.Glob(filepath.Join(dir, "checkpoint", "*.safetensors")); err == nil && len(found) > 0 {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	status, _, msg = bimtContext(t, ctx, append(args, "--out", dir, "--checkpoint-every", "1ms")...)
	return status, msg
}

// A run that was interrupted goes on by the same command, by its folder and by resume, and
// leaves the files of one that was not.
func TestGoingOn(t *testing.T) {
	base := t.TempDir()
	args := []string{"train", "sharing", "--steps", "400", "--quiet", "--no-pictures", "--finish", "--set", "finish=10"}
	whole := filepath.Join(base, "whole")
	if status, _, msg := bimt(t, append(args, "--out", whole)...); status != 0 {
		t.Fatal(msg)
	}
	for name, again := range map[string]func(dir string) []string{
		"same":   func(dir string) []string { return append(args, "--out", dir) },
		"folder": func(dir string) []string { return []string{"train", dir, "--no-pictures"} },
		"resume": func(dir string) []string { return []string{"resume", dir, "--quiet", "--no-pictures"} },
	} {
		dir := filepath.Join(base, name)
		if status, msg := stoppedAt(t, dir, args...); status != statusInterrupted || !strings.Contains(msg, "bimt resume") {
			t.Fatalf("%s: status %d: %s", name, status, msg)
		}
		status, _, msg := bimt(t, again(dir)...)
		if status != 0 || name == "folder" && !strings.Contains(msg, "goes on from step") {
			t.Errorf("%s: status %d: %s", name, status, msg)
		}
		sameFolders(t, whole, dir)
		if status, _, msg := bimt(t, "resume", dir, "--no-pictures"); status != 0 || !strings.Contains(msg, "is finished") {
			t.Errorf("%s: once more: status %d: %s", name, status, msg)
		}
	}
}

// sameFolders compares the files of two runs.
func sameFolders(t *testing.T, want, have string) {
	t.Helper()
	entries, err := os.ReadDir(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		a, b := read(t, want, e.Name()), read(t, have, e.Name())
		if e.Name() == "summary.json" {
			if !sameSummary(t, a, b) {
				t.Errorf("%s: the summaries differ", have)
			}
		} else if a != b {
			t.Errorf("%s: %s differs", have, e.Name())
		}
	}
	if others, err := os.ReadDir(have); err != nil || len(others) != len(entries) {
		t.Errorf("%s has %d files, want %d; %v", have, len(others), len(entries), err)
	}
}

func TestBadResume(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if status, _, msg := bimt(t, "train", "sharing", "--steps", "2", "--quiet", "--no-pictures", "--out", dir); status != 0 {
		t.Fatal(msg)
	}
	for _, c := range [][2]string{
		{"resume", "name one folder"},
		{"resume sharing", "no config.yaml"},
		{"train " + dir + " --seed 3", "--seed"},
		{"train sharing --on-nan jump", "on_nan"},
		{"train sharing --checkpoint-every -1s --out " + filepath.Join(dir, "a"), "checkpoint-every"},
		{"compare sharing --checkpoint-every -1s --out " + filepath.Join(dir, "b"), "checkpoint-every"},
	} {
		if status, _, msg := bimt(t, strings.Fields(c[0])...); status != statusUsage || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, c[1]) {
			t.Errorf("%s: status %d: %s", c[0], status, msg)
		}
	}
}

// What came to nothing is not called finished, and says so by its status: of a run and of a
// comparison.
func TestDivergedIsNotFinished(t *testing.T) {
	dir := t.TempDir()
	for _, rate := range []string{"1e6", "1e300"} {
		out := filepath.Join(dir, rate)
		set := []string{"--steps", "100", "--set", "learning_rate=" + rate, "--out"}
		status, _, msg := bimt(t, append([]string{"train", "sharing", "--quiet", "--no-pictures"}, append(set, out)...)...)
		if status != statusNonFinite || !strings.Contains(read(t, out, "summary.json"), `"finished": false`) || rate == "1e300" && !strings.Contains(msg, "not finite") {
			t.Errorf("%s: status %d: %s", rate, status, msg)
		}
		status, _, msg = bimt(t, append([]string{"compare", "sharing", "--quiet", "--seeds", "1", "--methods", "l1,bimt"}, append(set, out+"-all")...)...)
		if status != statusNonFinite || !strings.Contains(msg, "2 of 2 runs") {
			t.Errorf("comparison at %s: status %d: %s", rate, status, msg)
		}
	}
}

func TestHarmless(t *testing.T) {
	var b strings.Builder
	n, err := (&harmlessWriter{Writer: &b}).Write([]byte("a\x1b[31mé\tb\n\x07"))
	if want := `a\x1b[31mé` + "\tb\n" + `\x07`; b.String() != want || n != 12 || err != nil {
		t.Errorf("%q of %d bytes, %v; want %q", b.String(), n, err, want)
	}
	if _, _, msg := bimt(t, "train", "\x1b[31mred.yaml"); strings.Contains(msg, "\x1b") {
		t.Errorf("the terminal turns red: %q", msg)
	}
}

// Of a finished run what was lost of its pictures and texts is made again, with the bytes it
// had, and nothing else is touched.
func TestLostPicturesAreDrawnAgain(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("now is the winter of our discontent\n", 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, run := range []struct{ args, lost string }{
		{"sharing --steps 30 --set batch=7 --set dtype=float32", "loss.svg network.png network.svg data.json fit.svg"},
		{"shakespeare --steps 3 --set width=8 --set heads=2 --set length=9 --set batch=4 --set sample_length=40 --data " + text, "sample.txt loss.svg"},
	} {
		whole, dir := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "run")
		if status, _, msg := bimt(t, append([]string{"train", "--quiet", "--out", dir}, strings.Fields(run.args)...)...); status != 0 {
			t.Fatal(msg)
		}
		if err := os.CopyFS(whole, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		for _, name := range strings.Fields(run.lost) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		status, _, msg := bimt(t, "resume", dir)
		if status != 0 || strings.Count(msg, "made again") != len(strings.Fields(run.lost)) {
			t.Errorf("%s: status %d: %s", run.args, status, msg)
		}
		sameFolders(t, whole, dir)
		if status, _, msg := bimt(t, "train", dir); status != 0 || !strings.Contains(msg, "nothing is left to do") {
			t.Errorf("%s: once more: status %d: %s", run.args, status, msg)
		}
	}
}

// Where the rows are gone, a run that lacks nothing is still finished, and one that lacks a
// picture says what it needs.
func TestLostPicturesWithoutRows(t *testing.T) {
	base := t.TempDir()
	dir, table := filepath.Join(base, "run"), filepath.Join(base, "points.csv")
	if err := os.WriteFile(table, []byte("a,y\n"+strings.Repeat("1,2\n2,3.5\n3,4.5\n", 9)), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, msg := bimt(t, "train", "--data", table, "--outputs", "y", "--steps", "5", "--quiet", "--out", dir); status != 0 {
		t.Fatal(msg)
	}
	if err := os.Remove(table); err != nil {
		t.Fatal(err)
	}
	if status, _, msg := bimt(t, "resume", dir); status != 0 || !strings.Contains(msg, "nothing is left to do") {
		t.Errorf("status %d: %s", status, msg)
	}
	if err := os.Remove(filepath.Join(dir, "loss.svg")); err != nil {
		t.Fatal(err)
	}
	if status, _, msg := bimt(t, "resume", dir); status == 0 || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, "points.csv") {
		t.Errorf("status %d: %s", status, msg)
	}
}
