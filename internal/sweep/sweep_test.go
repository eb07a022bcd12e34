package sweep

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

// open opens a sweep of two seeds of some methods.
func open(t *testing.T, dir string, methods ...string) *Sweep {
	t.Helper()
	base := config(t, "independence", "steps=20", "width=8", "log_every=5", "swap_every=5")
	jobs, err := Jobs(base, []Vary{{"seed", []string{"0", "1"}}, {"method", methods}}, func(c *run.Config) (string, error) { return fmt.Sprint(c.Method, c.Seed), nil })
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(jobs, dir, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Every combination is there once, the first setting changing last; what does not matter
// makes no second run.
func TestJobs(t *testing.T) {
	base := config(t, "independence")
	vary := []Vary{{"seed", []string{"3", "4"}}, {"width", []string{"5", "6"}}, {"lambda", []string{"0.1", "1e-07"}}}
	jobs, err := Jobs(base, vary, func(c *run.Config) (string, error) {
		if c.Width == 5 {
			c.Lambda = 0
		}
		return fmt.Sprintf("%d-%d-%v", c.Seed, c.Width, c.Lambda), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, j := range jobs {
		names = append(names, j.Name)
	}
	if want := "3-5-0 3-6-0.1 3-6-1e-07 4-5-0 4-6-0.1 4-6-1e-07"; strings.Join(names, " ") != want {
		t.Errorf("%v, want %s", names, want)
	}
	if base.Width != 20 {
		t.Errorf("the base has changed: %+v", base)
	}
	if _, err := Jobs(base, []Vary{{"widht", []string{"3"}}}, nil); err == nil || !strings.Contains(err.Error(), "width") {
		t.Errorf("an unknown setting: %v", err)
	}
}

func TestBest(t *testing.T) {
	c := open(t, t.TempDir(), "l1", "bimt")
	if err := c.Run(t.Context(), Local{Jobs: 2, Pictures: picture.SVG}, nil); err != nil {
		t.Fatal(err)
	}
	for _, m := range measure.All() {
		r, err := Best(c.Dir, m.Key, "")
		if err != nil || len(r.Runs)+r.Left != 4 || (r.Left > 0) != (strings.HasSuffix(m.Key, "accuracy") || m.Key == "test_exact") {
			t.Fatalf("%s: %+v: %v", m.Key, r, err)
		}
		equal := slices.DeleteFunc(slices.Clone(r.Runs), func(f Found) bool { return f.Note != "" })
		if i := slices.IndexFunc(r.Runs, func(f Found) bool { return f.Note != "" }); i >= 0 && i < len(equal) {
			t.Errorf("%s: a run of a high loss comes before others: %v", m.Key, r.Runs)
		}
		falling := slices.IsSortedFunc(equal, func(a, b Found) int { return cmp.Compare(b.Value, a.Value) })
		rising := slices.IsSortedFunc(equal, func(a, b Found) int { return cmp.Compare(a.Value, b.Value) })
		if m.Better < 0 && !rising || m.Better >= 0 && !falling {
			t.Errorf("%s: the order is %v", m.Key, r.Runs)
		}
	}
	broken := filepath.Join(c.Dir, "runs", "half", run.SummaryFile)
	if err := errors.Join(os.MkdirAll(filepath.Dir(broken), 0o755), os.WriteFile(broken, []byte(`{"finished": tr`), 0o644)); err != nil {
		t.Fatal(err)
	}
	if r, err := Best(c.Dir, "modularity", ""); err != nil || len(r.Runs) != 4 || len(r.Broken) != 1 || !strings.Contains(r.Broken[0].Error(), broken) || !exists(r.Runs[0].Picture) {
		t.Errorf("with a broken summary: %+v, %v", r, err)
	}
	if r, err := Best(c.Dir, "cost", "bimt"); err != nil || len(r.Runs) != 2 || r.Runs[0].Summary.Method != "bimt" {
		t.Errorf("of bimt: %v, %v", r, err)
	}
	if _, err := Best(c.Dir, "loss", ""); err == nil || !strings.Contains(err.Error(), "test_loss") {
		t.Errorf("an unknown order: %v", err)
	}
	if _, err := Best(filepath.Join(c.Dir, "none"), "cost", ""); err == nil {
		t.Error("a folder that is not there")
	}
	if _, err := Best(t.TempDir(), "cost", ""); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
}

// Runs are ranked by how easy they are to read at equal loss; those of a high loss and
// those of before it was measured come after the others, with a word.
func TestBestIsReadable(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"apart":  `"test_loss": 1, "active_weights": 20, "reading_effort": 24, "reading_effort_rewired": 45`,
		"shared": `"test_loss": 1, "active_weights": 20, "reading_effort": 25, "reading_effort_rewired": 42`,
		"large":  `"test_loss": 2, "active_weights": 99, "reading_effort": 99, "reading_effort_rewired": 200`,
		"empty":  `"test_loss": 9, "active_weights": 0, "reading_effort": 0, "reading_effort_rewired": 0`,
		"old20":  `"test_loss": 1, "active_weights": 20, "modularity": 0.5`,
		"old10":  `"test_loss": 9, "active_weights": 10, "modularity": 0.6`,
	} {
		folder := filepath.Join(dir, name)
		if err := errors.Join(os.Mkdir(folder, 0o755), os.WriteFile(filepath.Join(folder, run.SummaryFile), []byte(`{"experiment": "x", "finished": true, `+text+`}`), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for by, want := range map[string]string{
		measure.Readability: "apart shared large empty+ old10+ old20+",
		"modularity":        "old20 old10+",
		"test_loss":         "apart old20 shared large empty old10",
	} {
		r, err := Best(dir, by, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range r.Runs {
			name := filepath.Base(f.Folder)
			if f.Note != "" {
				name += "+"
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s: %v, want %s", by, got, want)
		}
	}
}

// What a killed process left half-written is gone when the folder is opened again; another
// file stays.
func TestOpenSweepsHalfWritten(t *testing.T) {
	dir := t.TempDir()
	half, other := filepath.Join(dir, ".pareto.svg.406604380.tmp"), filepath.Join(dir, "notes.tmp")
	for _, name := range []string{half, other} {
		if err := os.WriteFile(name, []byte("<svg"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir, "l1")
	if _, err := os.Stat(half); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", half, err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}
