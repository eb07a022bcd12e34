package answer

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
)

// A variant that has half the weights on every seed helps, one that differs by nothing can't be told,
// one that has a higher loss for fewer weights trades, one that is worse doesn't; one that diverged is counted.
func TestPage(t *testing.T) {
	planted := map[string][2]float64{"base": {1, 1}, "half": {1, 0.5}, "same": {1, 1}, "trade": {2, 0.5}, "worse": {2, 1}}
	p := Page{
		Name: "planted", Title: "?", Experiments: []string{"easy", "hard"}, Base: "base", Seeds: 8,
		Variants: []Variant{{"half", "`x|y`"}, {"same", ""}, {"trade", ""}, {"worse", ""}},
		Figures:  []Figure{{Key: "loss", Name: "loss", Better: -1, Ratio: true}, {Key: "weights", Name: "weights", Better: -1}, {Key: "cost", Name: "cost"}},
		Value: func(experiment, variant string, seed int, figure string) (float64, bool) {
			base := float64(20 + seed)
			switch {
			case variant == "same" && seed == 3:
				return math.NaN(), true
			case figure == "cost":
				return base, experiment == "easy"
			case figure == "weights":
				return base * planted[variant][1], true
			}
			return base * planted[variant][0], true
		},
	}
	dir := t.TempDir()
	if err := p.Write(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "planted.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"*half*: helps (weights −11.8)", "*same*: can't be told", "*trade*: trades loss × 2 for weights −11.8", "*worse*: doesn't (loss × 2)",
		", 1 no number", "**× 2 (× 2, × 2), p = 0.00", "![easy: every run](planted-easy.svg)", "for the 8 tests", "| half | `x\\|y` |",
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the page lacks %q:\n%s", want, b)
		}
	}
}

// What was made is not made again, unless it lacks what is needed; a NaN is an outcome, another error ends it.
func TestStore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "runs.jsonl")
	made := 0
	job := func(name, needs string, err error) Job {
		return Job{Run: name, Needs: needs, Do: func(context.Context) (map[string]float64, error) {
			made++
			return map[string]float64{"loss": 0.5, "late": math.NaN(), "wide": math.Inf(1)}, err
		}}
	}
	jobs := []Job{job("a", "", nil), job("b", "", &graph.NonFiniteError{}), job("a", "", nil)}
	for range 2 {
		s, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(t.Context(), jobs, 1); err != nil {
			t.Fatal(err)
		}
		a, there := s.Figure("a", "loss")
		b, failed := s.Figure("b", "loss")
		_, other := s.Figure("c", "loss")
		if wide, _ := s.Figure("a", "wide"); !math.IsNaN(wide) {
			t.Errorf("infinity is %v, want what is read back from the file", wide)
		}
		if a != 0.5 || !there || !math.IsNaN(b) || !failed || other {
			t.Errorf("%v %v, %v %v, %v", a, there, b, failed, other)
		}
	}
	if made != 2 {
		t.Errorf("made %d runs, want 2", made)
	}
	s, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Do(t.Context(), []Job{job("a", "late", nil), job("a", "later", nil)}, 1); err != nil || made != 3 {
		t.Errorf("made %d runs, want 3: %v", made, err)
	}
	if err := s.Do(t.Context(), []Job{job("d", "", errors.New("disk"))}, 1); err == nil || !strings.Contains(err.Error(), "d: disk") {
		t.Errorf("an error: %v", err)
	}
	if err := os.WriteFile(file, []byte("{}\n{\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); err == nil || !strings.Contains(err.Error(), "runs.jsonl:2") {
		t.Errorf("a broken line: %v", err)
	}
}
