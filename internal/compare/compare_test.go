package compare

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/internal/sweep"
)

// tiny is a plan of a few short runs.
func tiny(t *testing.T, steps, seeds int, methods ...string) Plan {
	t.Helper()
	c, err := run.Load("independence")
	if err != nil {
		t.Fatal(err)
	}
	c.Steps, c.Width, c.LogEvery, c.SwapEvery, c.BLAS = steps, 8, 5, 5, "go"
	return Plan{Base: c, Methods: methods, Seeds: seeds}
}

func open(t *testing.T, p Plan, dir string) *Comparison {
	t.Helper()
	c, err := Open(p, dir, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func finish(t *testing.T, c *Comparison, jobs int) {
	t.Helper()
	if err := errors.Join(c.Run(context.Background(), sweep.Local{Jobs: jobs, Pictures: picture.SVG, Every: run.CheckpointEvery}, nil), c.Close()); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// numbers are the figures of a summary that do not depend on the clock.
func numbers(t *testing.T, s *measure.Summary) string {
	t.Helper()
	b, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`"(seconds|ms_per_step|ms_per_relocation)": .*`).ReplaceAllString(string(b), "")
}

// Every run has the bits of the same run made alone, one job or four.
func TestJobsChangeNoBit(t *testing.T) {
	p := tiny(t, 20, 2, "l1", "bimt")
	one, four := open(t, p, t.TempDir()), open(t, p, t.TempDir())
	finish(t, one, 1)
	finish(t, four, 4)
	for i, r := range one.Runs {
		for _, f := range []string{"config.yaml", "metrics.csv", "model.safetensors", "network.svg", "loss.svg", "fit.svg"} {
			if read(t, one.Dir, r.Folder, f) != read(t, four.Dir, r.Folder, f) {
				t.Errorf("%s: %s differs between one job and four", r.Name, f)
			}
		}
		if a, b := numbers(t, r.Summary), numbers(t, four.Runs[i].Summary); a != b {
			t.Errorf("%s: one job gives %s, four give %s", r.Name, a, b)
		}
		alone, err := run.New(context.Background(), r.Config)
		if err != nil {
			t.Fatal(err)
		}
		if err := alone.Train(context.Background()); err != nil {
			t.Fatal(err)
		}
		s, err := measure.Summarize(alone)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := numbers(t, r.Summary), numbers(t, s); a != b {
			t.Errorf("%s: in a comparison %s, alone %s", r.Name, a, b)
		}
	}
}

// What was ended stays, what was in flight is made anew, and the end is the same.
func TestGoesOnWhereItWasStopped(t *testing.T) {
	p := tiny(t, 20, 3, "none", "bimt")
	whole, parts := open(t, p, t.TempDir()), t.TempDir()
	finish(t, whole, 2)

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var mu sync.Mutex
	var kept []string
	first := open(t, p, parts)
	err := first.Run(ctx, sweep.Local{Jobs: 2, Pictures: picture.SVG, Every: run.CheckpointEvery}, func(e sweep.Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Run.Summary != nil {
			if kept = append(kept, e.Run.Name); len(kept) == 2 {
				cancel()
			}
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("a comparison that was cancelled: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	// A kill in the middle of a run leaves a folder like this one.
	if err := os.MkdirAll(filepath.Join(parts, "runs", "bimt-lambda0.001-seed2"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"config.yaml": "half", "summary.json": `{"finished": tr`} {
		if err := os.WriteFile(filepath.Join(parts, "runs", "bimt-lambda0.001-seed2", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, p, parts)
	if n := len(again.Runs) - len(again.Todo()); n < 2 || n > 3 {
		t.Fatalf("%d runs are finished after a stop at %v", n, kept)
	}
	err = again.Run(context.Background(), sweep.Local{Jobs: 2, Pictures: picture.SVG, Every: run.CheckpointEvery}, func(e sweep.Event) {
		if slices.Contains(kept, e.Run.Name) {
			t.Errorf("%s was finished and is run again", e.Run.Name)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range whole.Runs {
		if a, b := numbers(t, r.Summary), numbers(t, again.Runs[i].Summary); a != b {
			t.Errorf("%s: without a stop %s, with one %s", r.Name, a, b)
		}
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	finish(t, open(t, p, parts), 2) // nothing is left to do
}

func TestOtherSettingsAreNotMixed(t *testing.T) {
	p, dir := tiny(t, 10, 1, "l1"), t.TempDir()
	finish(t, open(t, p, dir), 1)
	for name, change := range map[string]func(*run.Config){
		"steps": func(c *run.Config) { c.Steps = 12 },
		"width": func(c *run.Config) { c.Width = 5 },
		"range": func(c *run.Config) { _ = c.Set("range=[-2, 2]") },
	} {
		base := *p.Base
		change(&base)
		other := Plan{Base: &base, Methods: p.Methods, Seeds: 1}
		if _, err := Open(other, dir, false); err == nil || !strings.Contains(err.Error(), "--force") || !strings.Contains(err.Error(), "--out") {
			t.Errorf("other %s: %v: want an error that says what to do", name, err)
		}
		forced, err := Open(other, dir, true)
		if err != nil || len(forced.Todo()) != 1 {
			t.Fatalf("other %s, with force: %v", name, err)
		}
		if err := forced.Close(); err != nil {
			t.Error(err)
		}
	}
	if more := open(t, tiny(t, 10, 2, "l1", "bimt"), dir); len(more.Todo()) != 3 {
		t.Errorf("%d runs to do of 4, one being finished", len(more.Todo()))
	}
}

func TestOneAtATime(t *testing.T) {
	p, dir := tiny(t, 10, 1, "l1"), t.TempDir()
	first := open(t, p, dir)
	if _, err := Open(p, dir, true); err == nil || !strings.Contains(err.Error(), "at work") || !strings.Contains(err.Error(), "--out") {
		t.Errorf("a second one in the same folder: %v: want an error that says what to do", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, p, dir)
}

func TestBadPlans(t *testing.T) {
	for _, c := range []struct {
		change func(*Plan)
		want   string
	}{
		{func(p *Plan) { p.Methods = nil }, "methods: there are none"},
		{func(p *Plan) { p.Methods = []string{"l1", "bimd"} }, `did you mean "bimt"`},
		{func(p *Plan) { p.Methods = []string{"l1", "l1"} }, "twice"},
		{func(p *Plan) { p.Lambdas = []float64{-1} }, "at least 0"},
		{func(p *Plan) { p.Lambdas = []float64{1, 1} }, "twice"},
		{func(p *Plan) { p.Seeds = 0 }, "seeds: 0"},
		{func(p *Plan) { p.Base.Width = 0 }, "width"},
	} {
		p := tiny(t, 10, 1, "l1")
		c.change(&p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: want an error that says %q", err, c.want)
		}
	}
	if err := open(t, tiny(t, 10, 1, "l1"), t.TempDir()).Run(context.Background(), sweep.Local{Jobs: 0, Pictures: picture.SVG, Every: run.CheckpointEvery}, nil); err == nil {
		t.Error("no job at a time is not refused")
	}
	p := tiny(t, 10, 1, "l1")
	if err := settings.Put(p.Base, "formulas", []string{"x9"}); err != nil {
		t.Fatal(err)
	}
	var setting *sweep.SettingError
	if err := open(t, p, t.TempDir()).Run(context.Background(), sweep.Local{Jobs: 1, Pictures: picture.SVG, Every: run.CheckpointEvery}, nil); !errors.As(err, &setting) {
		t.Errorf("a formula of an unknown input: %v", err)
	}
}

func TestJobs(t *testing.T) {
	p := tiny(t, 10, 2, "none", "l1", "bimt")
	p.Lambdas = []float64{1e-7, 0.01}
	var names []string
	jobs, err := p.Jobs()
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		names = append(names, j.Name)
	}
	want := []string{
		"none-lambda0-seed0", "l1-lambda1e-07-seed0", "l1-lambda0.01-seed0", "bimt-lambda1e-07-seed0", "bimt-lambda0.01-seed0",
		"none-lambda0-seed1", "l1-lambda1e-07-seed1", "l1-lambda0.01-seed1", "bimt-lambda1e-07-seed1", "bimt-lambda0.01-seed1",
	}
	if !slices.Equal(names, want) {
		t.Errorf("jobs %v, want %v", names, want)
	}
}

func TestFiles(t *testing.T) {
	p := tiny(t, 20, 2, "none", "l1", "bimt")
	p.Lambdas = []float64{0.001, 0.01}
	c := open(t, p, t.TempDir())
	if _, err := c.Report(); err == nil {
		t.Error("a report of runs that were not made")
	}
	finish(t, c, 2)
	r, err := c.Report()
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Write(context.Background(), "bimt compare <this>")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"compare.json", "compare.csv", "pareto.svg", "methods.svg", "spread.svg", "spread-lambda0.01.svg", "index.html"} {
		if !slices.Contains(files, filepath.Join(c.Dir, f)) {
			t.Errorf("%s is not written: %v", f, files)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(read(t, c.Dir, "compare.csv"))).ReadAll()
	if err != nil || len(rows) != 1+10 {
		t.Errorf("compare.csv has %d lines (%v), want a head and 10 runs", len(rows), err)
	}
	var doc document
	if err := json.Unmarshal([]byte(read(t, c.Dir, "compare.json")), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Runs) != 10 || len(doc.Tables) != 2 || len(doc.Tables[1].Methods) != 3 || doc.Tables[1].Methods[2].Metrics["test_loss"].N != 2 {
		t.Errorf("compare.json: %d runs, tables %+v", len(doc.Runs), doc.Tables)
	}
	if len(doc.Checks) != 3 || doc.Checks[2].Method != "bimt" || doc.Checks[2].Check == nil || doc.Checks[2].Check.Sentence == "" {
		t.Errorf("compare.json: checks %+v", doc.Checks)
	}
	page := read(t, c.Dir, "index.html")
	for _, w := range []string{"<svg", "Does the readable story hold?", "<td>random weights kept</td>", "<td>rewired: modularity</td>", "bimt compare &lt;this&gt;", "Q − Q shuffled", "bimt against l1", "runs/bimt-lambda0.01-seed1/network.svg"} {
		if !strings.Contains(page, w) {
			t.Errorf("index.html lacks %q", w)
		}
	}
	if n := strings.Count(page[:strings.Index(page, "</style>")], "sans-serif"); n != 1 || strings.Contains(page, "Georgia") {
		t.Errorf("the page names %d families of fonts, want one", n)
	}
	for _, w := range []string{"prefers-color-scheme: dark", `name="viewport"`, `class="sides"`} {
		if !strings.Contains(page, w) {
			t.Errorf("the page lacks %s", w)
		}
	}
	for _, w := range []string{"<script", "src=\"http", "href=\"http", "url(http", "@import", "<?xml"} {
		if strings.Contains(page, w) {
			t.Errorf("index.html has %q: it must need nothing else", w)
		}
	}
}

// All runs may fail: that is a result too, and is written.
func TestAllFail(t *testing.T) {
	p := tiny(t, 5, 1, "l1", "bimt")
	p.Base.LearningRate = 1e300
	c := open(t, p, t.TempDir())
	finish(t, c, 2)
	r, err := c.Report()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Write(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	if page := read(t, c.Dir, "index.html"); !strings.Contains(page, "failed after step") || !strings.Contains(page, "1 of 1 run of bimt") {
		t.Error("index.html does not say that all runs failed")
	}
}
