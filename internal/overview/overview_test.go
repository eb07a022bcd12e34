package overview

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// planted is a sweep whose loss is λ·(1+seed) by l1 and a tenth of that by bimt; what has λ = 0.01 and
// seed 2 diverged, and the last run is still to do.
func planted(t *testing.T) *sweep.Sweep {
	t.Helper()
	base, err := run.Load("two-moons")
	if err != nil {
		t.Fatal(err)
	}
	p := &sweep.Plan{Bases: []*run.Config{base}, Vary: []string{"seed=0..2", "method=l1,bimt", "lambda=1e-3,1e-2,0.000464159", "swap_every=0,200"}}
	s, err := sweep.Begin(p, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i, r := range s.Runs {
		if i < len(s.Runs)-1 {
			finish(t, r)
		}
	}
	return s
}

// finish gives a run its summary.
func finish(t *testing.T, r *sweep.Run) {
	t.Helper()
	loss := r.Config.Lambda * float64(1+r.Config.Seed)
	if r.Config.Method == "bimt" {
		loss /= 10
	}
	finished := !(r.Config.Lambda == 0.01 && r.Config.Seed == 2)
	text := fmt.Sprintf(`{"finished":%v,"test_loss":%v,"active_weights":%v,"connection_cost":1,"reading_effort":2,"reading_effort_rewired":3}`, finished, loss, 20+r.Config.Seed)
	r.Summary = new(measure.Summary)
	if err := json.Unmarshal([]byte(text), r.Summary); err != nil {
		t.Fatal(err)
	}
}

// A diagram has each value in its cell; methods have diagrams of their own, and a run
// that diverged is no value.
func TestPhase(t *testing.T) {
	o := New(planted(t))
	d := Diagram{"lambda", "swap_every", "test_loss"}
	groups := o.groups(d.X, d.Y)
	if len(groups) != 2 || groups[0].name != "l1" || groups[1].name != "bimt" {
		t.Fatalf("the groups are %v, want l1 and bimt", groups)
	}
	f, err := o.phase(d, groups[1])
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(f.Cols, f.Rows), "[4.64e-4 1e-3 1e-2] [0 200]"; got != want {
		t.Errorf("columns and rows are %s, want %s", got, want)
	}
	for c, lambda := range []float64{0.000464159, 1e-3, 1e-2} {
		v := slices.Sorted(slices.Values(f.Values[0][c]))
		for seed, want := range []float64{lambda / 10, lambda / 5, lambda * 3 / 10} {
			if lambda == 1e-2 && seed == 2 {
				if n := len(v); n != 3 {
					t.Errorf("a cell has %d runs, want 3, one of them without a value", n)
				}
				continue
			}
			if lambda != 1e-2 && math.Abs(v[seed]-want) > 1e-15 {
				t.Errorf("λ = %v has %v, want %v for seed %d", lambda, v, want, seed)
			}
		}
	}
	if _, err := f.Picture(); err != nil {
		t.Error(err)
	}
}

func TestParseDiagram(t *testing.T) {
	d, err := ParseDiagram("lambda, width")
	if err != nil || d != (Diagram{"lambda", "width", "test_loss"}) {
		t.Errorf("it is %v (%v)", d, err)
	}
	if d, err = ParseDiagram("lambda,width:cost"); err != nil || d.Measure != "connection_cost" {
		t.Errorf("an alias gives %v (%v)", d, err)
	}
	for text, want := range map[string]string{"lambda": "X,Y:MEASURE", "a,a": "X,Y:MEASURE", "a,b,c": "X,Y:MEASURE", "a,b:test_lose": "test_loss"} {
		if _, err := ParseDiagram(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want one with %q", text, err, want)
		}
	}
	o := New(planted(t))
	if err := o.Check(Diagram{"lambda", "swap_evry", "test_loss"}); err == nil || !strings.Contains(err.Error(), "swap_every") {
		t.Errorf("the error is %v, want one that suggests swap_every", err)
	}
}

// The best networks come first; those with more than twice the median loss are left out.
func TestBest(t *testing.T) {
	s := planted(t)
	o := New(s)
	by, err := measure.Find("active_weights")
	if err != nil {
		t.Fatal(err)
	}
	best := o.best(group{runs: everyRun(s)}, by)
	for i, run := range best {
		if i > 0 && o.value(best[i-1], by.Key) > o.value(run, by.Key) {
			t.Errorf("run %d has more weights than the next", i-1)
		}
		if s.Runs[run].Config.Method == "l1" && s.Runs[run].Config.Lambda == 1e-2 {
			t.Errorf("a run of high loss is among the best")
		}
	}
	if len(best) == 0 {
		t.Error("there is no best run")
	}
}

func everyRun(s *sweep.Sweep) (all []int) {
	for i := range s.Runs {
		all = append(all, i)
	}
	return all
}

// Parallel coordinates leave out what did not finish, and the pictures can be drawn.
func TestPictures(t *testing.T) {
	o := New(planted(t))
	g := o.groups("method")
	if len(g) != 1 {
		t.Fatalf("there are %d groups, want 1", len(g))
	}
	p := o.parallel(g[0], Options{}.by())
	if n := len(p.Axes[0].Values); n != 36-1-4 {
		t.Errorf("%d lines, want 31: one run is to do and four diverged", n)
	}
	for _, f := range []draw.Figure{p, o.pareto(g[0])} {
		if _, err := f.Picture(); err != nil {
			t.Error(err)
		}
	}
}

// The page has all runs, each state counted, and repeats byte for byte.
func TestWrite(t *testing.T) {
	s := planted(t)
	files, err := New(s).Write(t.Context(), Options{Diagrams: []Diagram{{"swap_every", "lambda", "active_weights"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"phase-lambda-swap_every-test_loss-l1.svg", "phase-swap_every-lambda-active_weights-bimt.svg", "pareto.svg", "parallel.svg", "index.html"} {
		if !slices.Contains(files, filepath.Join(s.Dir, want)) {
			t.Errorf("%s is missing among %v", want, files)
		}
	}
	page, err := os.ReadFile(filepath.Join(s.Dir, PageFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"counts":{"diverged":4,"finished":31,"waiting":1}`, "two-moons over seed, method, lambda, swap_every", "bimt sweep "} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if _, err := New(s).Write(t.Context(), Options{Diagrams: []Diagram{{"swap_every", "lambda", "active_weights"}}}); err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(filepath.Join(s.Dir, PageFile))
	if err != nil || string(again) != string(page) {
		t.Errorf("the page is another one the second time (%v)", err)
	}
}
