package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// tinySweep is a command line of four short runs.
func tinySweep(out string, more ...string) []string {
	return append(strings.Fields("sweep two-moons --vary lambda=1e-3,1e-2 --vary seed=0,1 --steps 10 --set width=4 --networks 0 --out "+out), more...)
}

// A sweep leaves a row a run, trains only what is missing, goes on from its folder alone, and is ranked.
func TestSweep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sweep")
	status, stdout, msg := bimt(t, tinySweep(dir)...)
	if status != 0 || !strings.Contains(stdout, "4 of 4 runs are finished") || !strings.Contains(msg, "seed=1 lambda=1e-2: test loss") {
		t.Fatalf("status %d: %s%s", status, stdout, msg)
	}
	table, err := os.ReadFile(filepath.Join(dir, "sweep.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil || len(rows) != 5 || strings.Join(rows[0][:5], " ") != "run seed lambda finished steps_done" || strings.Join(rows[4][1:5], " ") != "1 1e-2 true 10" {
		t.Errorf("%v, %v", rows, err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "runs", rows[2][0])); err != nil {
		t.Fatal(err)
	}
	status, _, msg = bimt(t, "sweep", dir)
	again, err := os.ReadFile(filepath.Join(dir, "sweep.csv"))
	if status != 0 || !strings.Contains(msg, "3 of them are finished") || err != nil || !bytes.Equal(table, again) {
		t.Errorf("status %d, %v: %s\n%s", status, err, msg, again)
	}
	if status, stdout, _ = bimt(t, "best", dir, "--by", "test_loss"); status != 0 || !strings.Contains(stdout, rows[1][0]) {
		t.Errorf("status %d: %s", status, stdout)
	}
}

// A worker that dials in trains a sweep, and ends with it; so does one that sees a shared folder.
func TestWorkers(t *testing.T) {
	dir := t.TempDir()
	alone := filepath.Join(dir, "alone")
	if status, _, msg := bimt(t, tinySweep(alone, "--quiet")...); status != 0 {
		t.Fatal(msg)
	}
	queue := filepath.Join(dir, "queue")
	for name, c := range map[string]struct {
		flags []string
		at    func(said string) string
	}{
		"served": {[]string{"--serve", "--listen", "127.0.0.1:0"}, func(said string) string {
			_, at, _ := strings.Cut(said, "bimt work '")
			at, _, _ = strings.Cut(at, "'")
			return at
		}},
		"queued": {[]string{"--queue", queue}, func(string) string { return queue }},
	} {
		out := filepath.Join(dir, name)
		var said watched
		sweep := beside(t.Context(), tinySweep(out, c.flags...)...)
		sweep.Stdout, sweep.Stderr = &said, &said
		if err := sweep.Start(); err != nil {
			t.Fatal(err)
		}
		for c.at(said.String()) == "" {
			time.Sleep(5 * time.Millisecond)
		}
		if status, _, msg := bimt(t, "work", c.at(said.String()), "--jobs", "1", "--name", "w"); status != 0 {
			t.Errorf("%s: the worker ends with %d: %s", name, status, msg)
		}
		if err := sweep.Wait(); err != nil {
			t.Errorf("%s: %v: %s", name, err, said.String())
		}
		a, err := os.ReadFile(filepath.Join(alone, "sweep.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(filepath.Join(out, "sweep.csv")); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: %v:\n%s\nwant\n%s", name, err, b, a)
		}
	}
}

// watched is what a program says, read while it does.
type watched struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(b)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// Runs that fail are listed, and the sweep ends with 1; those that diverge with 3.
func TestSweepsThatFail(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sweep")
	status, _, msg := bimt(t, tinySweep(dir, "--vary", "batch=0,100000")...)
	state, err := os.ReadFile(filepath.Join(dir, "sweep.json"))
	if status != 1 || !strings.Contains(msg, "4 of 8 runs failed") || strings.Count(msg, "only 200") < 4 || err != nil || strings.Count(string(state), `"why"`) != 4 {
		t.Errorf("status %d, %v: %s\n%s", status, err, msg, state)
	}
	diverging := filepath.Join(t.TempDir(), "sweep")
	if status, stdout, msg := bimt(t, tinySweep(diverging, "--vary", "learning_rate=0.01,1e300")...); status != statusNonFinite || !strings.Contains(stdout, "4 diverged") {
		t.Errorf("status %d: %s%s", status, stdout, msg)
	}
}

// The files of a scheduler are written, and nothing is trained.
func TestSchedulers(t *testing.T) {
	for flag, files := range map[string][]string{"--slurm": {"slurm.sh", "submit.sh"}, "--kubernetes": {"job.yaml", "Containerfile"}} {
		dir := filepath.Join(t.TempDir(), "it's a sweep")
		args := tinySweep("x", flag, "--slices", "3")
		args[len(args)-4] = dir
		status, stdout, msg := bimt(t, args...)
		if status != 0 || !strings.Contains(stdout, "4 runs in 3 slices") {
			t.Fatalf("%s: status %d: %s%s", flag, status, stdout, msg)
		}
		for _, name := range files {
			if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(b) == 0 || bytes.Contains(b, []byte("{{")) {
				t.Errorf("%s: %v\n%s", name, err, b)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "runs")); err == nil {
			t.Errorf("%s trains", flag)
		}
		for _, i := range []string{"0/3", "1/3", "2/3"} {
			if status, _, msg := bimt(t, "sweep", dir, "--slice", i, "--quiet"); status != 0 {
				t.Errorf("slice %s: status %d: %s", i, status, msg)
			}
		}
		if status, stdout, _ := bimt(t, "sweep", dir); status != 0 || !strings.Contains(stdout, "4 of 4") {
			t.Errorf("%s: %s", flag, stdout)
		}
	}
}

func TestBadSweeps(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ args, want string }{
		{"sweep", "name experiments"},
		{"sweep independenc", `did you mean "independence"`},
		{"sweep sharing --vary lamda=1,2", `did you mean "lambda"`},
		{"sweep sharing --vary lambda", "KEY=a,b,c"},
		{"sweep sharing --vary width=0,3", "width: 0"},
		{"sweep sharing --draw 0", "draw: 0"},
		{"sweep sharing --draw 3", "nothing to draw"},
		{"sweep sharing --slice 3/3", "I/N"},
		{"sweep sharing --slice x", "I/N"},
		{"sweep sharing --serve --queue q", "choose one"},
		{"sweep sharing --serve --listen x", "HOST:PORT"},
		{"sweep sharing --tls", "--serve"},
		{"sweep sharing --slices 3", "--slurm"},
		{"sweep sharing --lease 1ms --serve", "at least 1s"},
		{"sweep sharing --jobs 0", "jobs: 0"},
		{"sweep sharing --nats http://x", "address"},
		{"sweep sharing --slurm --slices 9", "number of runs"},
		{"work", "name the address"},
		{"work http://x", "bimt sweep --serve"},
		{"work " + dir + " --patience 1ms", "no queue"},
		{"work nats://h:1/x --name a.b", "no name of a worker"},
		{"work nats://h:1/x --jobs 0", "jobs: 0"},
	} {
		args := strings.Fields(c.args)
		if args[0] == "sweep" {
			args = append(args, "--quiet", "--out", filepath.Join(dir, "out"))
		}
		status, stdout, msg := bimt(t, args...)
		if status != statusUsage || stdout != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, c.want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q: want 2 and one line that says %q", c.args, status, stdout, msg, c.want)
		}
	}
}
