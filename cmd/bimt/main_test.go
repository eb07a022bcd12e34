package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asProgram makes the test binary the program itself.
const asProgram = "BIMT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// beside is the program as a process of its own: flags are shared by all of one process, so that two at a time
// need two.
func beside(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// bimt runs the program and gives its exit status and what it printed.
func bimt(t *testing.T, args ...string) (status int, out, errOut string) {
	t.Helper()
	return bimtContext(t, context.Background(), args...)
}

func bimtContext(t *testing.T, ctx context.Context, args ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	status = program(ctx, append([]string{"bimt"}, args...), &o, &e)
	return status, o.String(), e.String()
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	_, source, _ := bimt(t, "show", "sharing")
	out := filepath.Join(dir, "out")
	for _, c := range []struct {
		args string
		want []string
	}{
		{"trian", []string{`did you mean "train"`}},
		{"train", []string{"name one experiment"}},
		{"train independenc", []string{`did you mean "independence"`}},
		{"train " + filepath.Join(dir, "none.yaml"), []string{"none.yaml", "no such file"}},
		{"train " + write("list.yaml", "experiment: x\nsteps: [1\n"), []string{"list.yaml:2:8"}},
		{"train " + write("type.yaml", strings.Replace(source, "steps: 20000", "steps: many", 1)), []string{"type.yaml:", "want a whole number"}},
		{"train " + write("key.yaml", strings.Replace(source, "steps: 20000", "stepz: 20000", 1)), []string{"key.yaml:", `did you mean "steps"`}},
		{"train " + write("less.yaml", strings.Replace(source, "steps: 20000", "", 1)), []string{"less.yaml", `"steps" is missing`}},
		{"train sharing --set lamda=1", []string{`did you mean "lambda"`}},
		{"train sharing --set steps=abc", []string{"steps=abc", "whole number"}},
		{"train sharing --set width=-1", []string{"width: -1"}},
		{"train sharing --set lambda=.nan", []string{"lambda: NaN"}},
		{"train sharing --set batch=1000", []string{"only 100"}},
		{"train sharing --set formulas=[x9^2]", []string{`unknown name "x9"`}},
		{"train sharing --set range=[1,0]", []string{"range"}},
		{"train sharing --set loss=cross-entropy", []string{"classes"}},
		{"train sharing --set geometry=grid", []string{"square"}},
		{"train sharing --method foo", []string{`unknown method "foo"`}},
		{"train sharing --seed x", []string{"seed"}},
		{"train sharing --set", []string{"set"}},
		{"train sharing --bogus", []string{"bogus"}},
		{"train sharing --out /proc/bimt", []string{"output folder"}},
		{"show nothing", []string{"unknown experiment"}},
		{"list x", []string{"no argument"}},
		{"completion csh", []string{"bash"}},
	} {
		args := strings.Fields(c.args)
		if args[0] == "train" && !strings.Contains(c.args, "--out") {
			args = append([]string{"train", "--out", out}, args[1:]...)
		}
		status, stdout, msg := bimt(t, args...)
		if status != statusUsage || stdout != "" || strings.Count(msg, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and one line on stderr", c.args, status, stdout, msg)
		}
		for _, w := range c.want {
			if !strings.Contains(msg, w) {
				t.Errorf("%s: %q does not say %q", c.args, msg, w)
			}
		}
		if _, err := os.Stat(out); err == nil {
			t.Fatalf("%s: something was written", c.args)
		}
	}
}

func TestTrainLeavesARun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	status, out, msg := bimt(t, "train", "sharing", "--steps", "300", "--set", "log_every=50", "--out", dir)
	if status != 0 {
		t.Fatalf("status %d: %s", status, msg)
	}
	for _, f := range []string{"config.yaml", "metrics.csv", "summary.json", "model.safetensors", "network.svg", "network.png", "loss.svg", "fit.svg"} {
		if info, err := os.Stat(filepath.Join(dir, f)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", f, err)
		}
		if !strings.Contains(out, filepath.Join(dir, f)) {
			t.Errorf("the report does not name %s", f)
		}
	}
	var s map[string]any
	b, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"experiment", "method", "seed", "steps", "train_loss", "test_loss", "r2", "connection_cost", "active_weights", "total_weights",
		"in_order", "out_order", "seconds", "ms_per_step", "ms_per_relocation", "relocations", "blas", "dtype", "version"} {
		if _, ok := s[k]; !ok {
			t.Errorf("summary.json has no %s", k)
		}
	}
	if n := len(s["r2"].([]any)); n != 3 {
		t.Errorf("%d values of R², want one for each of 3 outputs", n)
	}
	if strings.Count(read(t, dir, "metrics.csv"), "\n") != 1+300/50 {
		t.Errorf("metrics.csv:\n%s", read(t, dir, "metrics.csv"))
	}
}

func TestFinishedRunIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	train := func(extra ...string) (int, string) {
		status, _, msg := bimt(t, append([]string{"train", "sharing", "--steps", "5", "--quiet", "--no-pictures", "--out", dir}, extra...)...)
		return status, msg
	}
	if status, msg := train(); status != 0 || msg != "" {
		t.Fatalf("status %d: %s", status, msg)
	}
	if status, msg := train(); status != statusUsage || !strings.Contains(msg, "--force") {
		t.Errorf("a finished run: status %d, %q", status, msg)
	}
	if status, msg := train("--force"); status != 0 {
		t.Errorf("with --force: status %d, %q", status, msg)
	}
}

// A run's config.yaml repeats it, and so does its seed: the same bytes of metrics and
// model, in float64 and float32, with batches and without.
func TestSameBits(t *testing.T) {
	for _, flags := range [][]string{
		{"sharing", "--steps", "450"},
		{"s4", "--steps", "6", "--set", "swap_every=3", "--set", "batch=50", "--set", "dtype=float32"},
		{"in-context", "--steps", "5", "--set", "swap_every=2", "--set", "train_rows=200", "--set", "test_rows=20"},
	} {
		dir := t.TempDir()
		first, again, other := filepath.Join(dir, "first"), filepath.Join(dir, "again"), filepath.Join(dir, "other")
		common := []string{"--no-pictures", "--quiet", "--out"}
		for _, args := range [][]string{
			append(append(append([]string{"train"}, flags...), common...), first),
			append(append([]string{"train", filepath.Join(first, "config.yaml")}, common...), again),
			append(append(append([]string{"train"}, flags...), append([]string{"--seed", "1"}, common...)...), other),
		} {
			if status, _, msg := bimt(t, args...); status != 0 {
				t.Fatalf("%v: %s", args, msg)
			}
		}
		for _, f := range []string{"metrics.csv", "model.safetensors", "config.yaml"} {
			if read(t, first, f) != read(t, again, f) {
				t.Errorf("%v: %s differs between two equal runs", flags, f)
			}
			if read(t, first, f) == read(t, other, f) {
				t.Errorf("%v: %s is the same with another seed", flags, f)
			}
		}
	}
}

func TestNaNEndsWithStepAndTensor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	status, _, msg := bimt(t, "train", "sharing", "--steps", "50", "--set", "learning_rate=1e300", "--set", "log_every=1", "--out", dir)
	if status != statusNonFinite || !strings.Contains(msg, "step 1") || !strings.Contains(msg, "linear") {
		t.Errorf("status %d: %s", status, msg)
	}
	for _, f := range []string{"config.yaml", "metrics.csv", "model.safetensors", "summary.json"} {
		if read(t, dir, f) == "" {
			t.Errorf("%s is empty", f)
		}
	}
	if status, _, msg := bimt(t, "train", "sharing", "--steps", "2", "--quiet", "--no-pictures", "--out", dir); status != 0 {
		t.Errorf("an unfinished run is not taken over: %s", msg)
	}
}

func TestInterruptedRunIsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	var status int
	var msg string
	go func() {
		defer close(done)
		status, _, msg = bimtContext(t, ctx, "train", "sharing", "--steps", "100000000", "--out", dir)
	}()
	for { // until a line of the log is there
		if b, err := os.ReadFile(filepath.Join(dir, "metrics.csv")); err == nil && bytes.Count(b, []byte("\n")) > 1 {
			break
		}
		select {
		case <-done:
			t.Fatalf("it ended by itself: %s", msg)
		default:
		}
	}
	if status, _, msg := bimt(t, "train", "sharing", "--force", "--quiet", "--out", dir); status != statusUsage || !strings.Contains(msg, "at work") {
		t.Errorf("a second one in its folder: status %d: %s", status, msg)
	}
	cancel()
	<-done
	if status != statusInterrupted || !strings.Contains(msg, "interrupted after step") {
		t.Errorf("status %d: %s", status, msg)
	}
	if !strings.Contains(read(t, dir, "summary.json"), `"finished": false`) {
		t.Error("the summary does not say that the run is unfinished")
	}
	again := []string{"train", "sharing", "--steps", "2", "--quiet", "--no-pictures", "--out", dir}
	if status, _, msg := bimt(t, again...); status != statusUsage || !strings.Contains(msg, "interrupted at step") || !strings.Contains(msg, "--force") {
		t.Errorf("begun anew: status %d: %s", status, msg)
	}
	if status, _, msg := bimt(t, append(again, "--force")...); status != 0 {
		t.Errorf("with --force: status %d: %s", status, msg)
	}
}

func TestShowIsCompleteAndListed(t *testing.T) {
	_, list, _ := bimt(t, "list")
	for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
		name := strings.Fields(line)[0]
		if status, out, _ := bimt(t, "show", name); status != 0 || !strings.Contains(out, "experiment: "+name) {
			t.Errorf("show %s: status %d", name, status)
		}
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		words   string
		has     []string
		hasNone []string
	}{
		{"", []string{"train", "compare", "--version"}, []string{"independence", "--steps"}},
		{"train", []string{"independence", "--method", "--help"}, []string{"bimt", "train"}},
		{"train s4", []string{"--steps", "--set"}, []string{"--by"}},
		{"train s4 --method", []string{"none", "bimt"}, []string{"--steps", "s4"}},
		{"train --force", []string{"s4"}, nil},
		{"compare --methods", []string{"l1"}, []string{"--jobs"}},
		{"best runs --by", []string{"modularity"}, []string{"s4"}},
		{"relocate --strategy", []string{"assignment"}, []string{"s4"}},
		{"completion", []string{"bash"}, []string{"s4"}},
		{"train --out", nil, []string{"s4", "--steps"}},
		{"nothing", nil, []string{"train"}},
	} {
		status, stdout, msg := bimt(t, append(strings.Fields(c.words), completeFlag)...)
		if status != 0 || msg != "" {
			t.Errorf("%q: status %d, stderr %q", c.words, status, msg)
		}
		offered := strings.Split(stdout, "\n")
		for _, w := range c.has {
			if !slices.Contains(offered, w) {
				t.Errorf("%q: %s is not offered in %q", c.words, w, offered)
			}
		}
		for _, w := range c.hasNone {
			if slices.Contains(offered, w) {
				t.Errorf("%q: %s is offered", c.words, w)
			}
		}
	}
}
