package sweep

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// early makes a sweep of two settings over eight seeds, none of them trained.
func earlySweep(t *testing.T) *Sweep {
	t.Helper()
	base, err := run.Load("two-moons")
	if err != nil {
		t.Fatal(err)
	}
	p := &Plan{Bases: []*run.Config{base}, Vary: []string{"seed=0..7", "lambda=1e-3,1e-2"}}
	s, err := Begin(p, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func measured(t *testing.T, r *Run, loss float64, finished bool) {
	t.Helper()
	r.Summary = new(measure.Summary)
	if err := json.Unmarshal(fmt.Appendf(nil, `{"finished":%v,"test_loss":%v}`, finished, loss), r.Summary); err != nil {
		t.Fatal(err)
	}
}

// A setting that is worse for every seed is given up after five, the best never, and two of a
// kind are both kept.
func TestWilcoxonEarly(t *testing.T) {
	for name, c := range map[string]struct {
		loss  func(r *Run) float64
		ended int
	}{
		"worse":   {func(r *Run) float64 { return r.Config.Lambda * float64(1+r.Config.Seed) }, 3},
		"alike":   {func(r *Run) float64 { return float64((r.Config.Seed + uint64(1000*r.Config.Lambda)) % 2) }, 0},
		"diverge": {func(r *Run) float64 { return 1 }, 3}, // those of λ = 0.01
	} {
		s := earlySweep(t)
		by, err := measure.Find("test_loss")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EndEarlyBy("wilcoxon", by); err != nil {
			t.Fatal(err)
		}
		ended := 0
		for _, r := range s.Runs {
			if why := s.EndEarly(Event{Kind: Began, Run: r}); why != "" {
				if ended++; r.Config.Lambda != 1e-2 || !strings.Contains(why, "lambda=0.001") && !strings.Contains(why, "lambda=1e-3") || !strings.Contains(why, "5 seeds") {
					t.Errorf("%s: λ = %v ends, since %s", name, r.Config.Lambda, why)
				}
				continue
			}
			measured(t, r, c.loss(r), name != "diverge" || r.Config.Lambda == 1e-3)
		}
		if ended != c.ended {
			t.Errorf("%s: %d runs end early, want %d", name, ended, c.ended)
		}
	}
}

// A run above the median of five others is stopped, after a third of its steps and not before.
func TestMedianEarly(t *testing.T) {
	s := earlySweep(t)
	if err := s.EndEarlyBy("median", measure.Measure{}); err != nil {
		t.Fatal(err)
	}
	steps := s.Runs[0].Config.Steps
	at := func(r, step int, loss float64) string {
		return s.EndEarly(Event{Kind: Stepped, Run: s.Runs[r], Step: step, Loss: loss})
	}
	for r := range 5 {
		for _, step := range []int{steps / 4, steps / 2, steps} {
			if why := at(r, step, float64(r)); why != "" {
				t.Errorf("run %d ends though too few were there: %s", r, why)
			}
		}
	}
	for _, c := range []struct {
		step int
		loss float64
		ends bool
	}{{steps / 4, 9, false}, {steps / 2, 9, true}, {steps / 2, 1.5, false}, {steps, 9, false}} {
		if why := at(5, c.step, c.loss); (why != "") != c.ends {
			t.Errorf("with loss %v after %d steps it ends: %v (%s)", c.loss, c.step, !c.ends, why)
		}
	}
}

func TestEndEarlyByRefuses(t *testing.T) {
	s := earlySweep(t)
	neither, err := measure.Find("modularity")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EndEarlyBy("wilcoxon", neither); err == nil || !strings.Contains(err.Error(), "modularity") {
		t.Errorf("the error is %v", err)
	}
	if err := s.EndEarlyBy("medien", neither); err == nil || !strings.Contains(err.Error(), "median") {
		t.Errorf("the error is %v", err)
	}
	s.Varies = []string{"lambda"}
	loss, err := measure.Find("test_loss")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EndEarlyBy("wilcoxon", loss); err == nil || !strings.Contains(err.Error(), "seed") {
		t.Errorf("the error is %v", err)
	}
}
