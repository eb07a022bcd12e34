package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tinyCompare is a comparison of four runs that takes a moment.
func tinyCompare(dir string, more ...string) []string {
	return append([]string{"compare", "sharing", "--methods", "l1,bimt", "--seeds", "2", "--steps", "20",
		"--set", "width=6", "--set", "log_every=10", "--set", "swap_every=5", "--out", dir}, more...)
}

// same compares two summaries but for what depends on the clock.
func sameSummary(t *testing.T, a, b string) bool {
	t.Helper()
	var s [2]map[string]any
	for i, text := range []string{a, b} {
		if err := json.Unmarshal([]byte(text), &s[i]); err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"seconds", "ms_per_step", "ms_per_relocation"} {
			delete(s[i], k)
		}
	}
	x, err := json.Marshal(s[0])
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(s[1])
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}

// A run of a comparison is the run of `bimt train` with the same settings, given on the
// command line or read from its own file.
func TestComparedRunsAreThoseOfTrain(t *testing.T) {
	dir := t.TempDir()
	all := filepath.Join(dir, "all")
	status, out, msg := bimt(t, tinyCompare(all, "--jobs", "2")...)
	if status != 0 {
		t.Fatalf("status %d: %s", status, msg)
	}
	if n := strings.Count(msg, "active weights"); n != 4 {
		t.Errorf("%d lines of ended runs, want 4:\n%s", n, msg)
	}
	for _, w := range []string{"bimt against l1", "test loss", "quartiles", "Q − Q shuffled", "So few seeds can show nothing", filepath.Join(all, "index.html")} {
		if !strings.Contains(out, w) {
			t.Errorf("the report lacks %q:\n%s", w, out)
		}
	}
	run := filepath.Join(all, "runs", "bimt-lambda0.001-seed1")
	settings := []string{"--no-pictures", "--quiet", "--out"}
	for name, args := range map[string][]string{
		"flags": {"train", "sharing", "--method", "bimt", "--seed", "1", "--steps", "20", "--set", "width=6", "--set", "log_every=10", "--set", "swap_every=5"},
		"file":  {"train", filepath.Join(run, "config.yaml")},
	} {
		alone := filepath.Join(dir, name)
		if status, _, msg := bimt(t, append(append(args, settings...), alone)...); status != 0 {
			t.Fatalf("%v: %s", args, msg)
		}
		for _, f := range []string{"config.yaml", "metrics.csv", "model.safetensors"} {
			if read(t, run, f) != read(t, alone, f) {
				t.Errorf("by %s: %s differs from that of train", name, f)
			}
		}
		if !sameSummary(t, read(t, run, "summary.json"), read(t, alone, "summary.json")) {
			t.Errorf("by %s: the summaries differ", name)
		}
	}
}

// The same command again trains nothing, and prints the same document.
func TestComparisonIsNotRepeated(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "all")
	_, first, _ := bimt(t, tinyCompare(dir, "--json")...)
	status, again, msg := bimt(t, tinyCompare(dir, "--json")...)
	if status != 0 || first != again || !strings.Contains(msg, "4 of them are finished") {
		t.Errorf("status %d, the same document: %v, %s", status, first == again, msg)
	}
	if status, _, msg := bimt(t, tinyCompare(dir, "--set", "width=7")...); status != statusUsage || !strings.Contains(msg, "--out") {
		t.Errorf("other settings in the same folder: status %d, %s", status, msg)
	}
	if status, _, msg := bimt(t, tinyCompare(dir, "--set", "width=7", "--force", "--quiet")...); status != 0 || msg != "" {
		t.Errorf("with --force: status %d, %s", status, msg)
	}
	status, best, _ := bimt(t, "best", dir, "--by", "cost", "--top", "2")
	if lines := strings.Split(strings.TrimSpace(best), "\n"); status != 0 || len(lines) != 6 || !strings.Contains(lines[4], "network.svg") {
		t.Errorf("best: status %d, %s", status, best)
	}
	var found []map[string]any
	if _, text, _ := bimt(t, "best", dir, "--method", "l1", "--json"); json.Unmarshal([]byte(text), &found) != nil || len(found) != 2 {
		t.Errorf("best --json: %s", text)
	}
}

func TestInterruptedComparisonSaysHowToGoOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "all")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	var status int
	var msg string
	go func() {
		defer close(done)
		status, _, msg = bimtContext(t, ctx, "compare", "sharing", "--steps", "100000000", "--out", dir)
	}()
	for {
		if found, err := filepath.Glob(filepath.Join(dir, "runs", "*", "metrics.csv")); err == nil && len(found) > 0 {
			break
		}
		select {
		case <-done:
			t.Fatalf("it ended by itself: %s", msg)
		default:
		}
	}
	cancel()
	<-done
	if status != statusInterrupted || !strings.Contains(msg, "0 of 50 runs are finished") {
		t.Errorf("status %d: %s", status, msg)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "runs", "*", "summary.json")); err != nil || len(left) > 0 {
		t.Errorf("unfinished runs have a summary: %v, %v", left, err)
	}
}

func TestBadComparisons(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"compare", "name one experiment"},
		{"compare independenc", `did you mean "independence"`},
		{"compare sharing --methods l1,bimd", `did you mean "bimt"`},
		{"compare sharing --methods l1,,bimt", "a name is missing"},
		{"compare sharing --methods l1,l1", "twice"},
		{"compare sharing --seeds 0", "seeds: 0"},
		{"compare sharing --seeds x", "seeds"},
		{"compare sharing --jobs 0", "jobs: 0"},
		{"compare sharing --lambda 1e-3,x", `"x" is no number`},
		{"compare sharing --lambda NaN", "at least 0"},
		{"compare sharing --lambda -1", "at least 0"},
		{"compare sharing --steps 0", "steps: 0"},
		{"compare sharing --set seed=3", "use --seeds"},
		{"compare sharing --set method=l1", "use --methods"},
		{"compare sharing --set lamda=1", `did you mean "lambda"`},
		{"compare sharing --set formulas=[x9] --set outputs=[]", `unknown name "x9"`},
		{"compare sharing --out /proc/bimt", "output folder"},
		{"best", "name one folder"},
		{"best " + filepath.Join(dir, "none"), "no such folder"},
		{"best " + empty, "no finished run"},
		{"best " + empty + " --by loss", "test_loss"},
		{"best " + empty + " --method foo", `unknown method "foo"`},
		{"best " + empty + " --top 0", "top: 0"},
	} {
		args := strings.Fields(c.args)
		if args[0] == "compare" && !strings.Contains(c.args, "--out") {
			args = append(args, "--quiet", "--out", filepath.Join(dir, "out"))
		}
		status, stdout, msg := bimt(t, args...)
		if status != statusUsage || stdout != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, c.want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and one line that says %q", c.args, status, stdout, msg, c.want)
		}
	}
	if status, _, msg := bimt(t, "compare", "sharing", "--methods", ""); status != statusUsage || !strings.Contains(msg, "missing") {
		t.Errorf("no methods: status %d, %s", status, msg)
	}
}

// Compared with --finish, runs are those of train --finish, in a folder beside the others.
func TestCompareFinishes(t *testing.T) {
	t.Chdir(t.TempDir())
	args := append([]string{"compare", "sharing", "--methods", "l1", "--seeds", "1", "--finish", "--json", "--quiet"},
		"--steps", "10", "--set", "width=6", "--set", "finish=5", "--set", "finish_threshold=0.01")
	status, out, msg := bimt(t, args...)
	if status != 0 {
		t.Fatalf("status %d: %s", status, msg)
	}
	var report struct{ Finish int }
	get(t, out, &report)
	if report.Finish != 5 {
		t.Errorf("compare.json says finish %d, want 5", report.Finish)
	}
	var finish struct{ Steps int }
	readJSON(t, "compare/sharing-finish/runs/l1-lambda0.001-seed0/finish.json", &finish)
	if finish.Steps != 5 {
		t.Errorf("finish.json: %+v", finish)
	}
	if page, err := os.ReadFile("compare/sharing-finish/index.html"); err != nil || !strings.Contains(string(page), "then cut and refitted for 5") || !strings.Contains(string(page), "--finish") {
		t.Errorf("the page does not say that networks were finished: %v", err)
	}
}
