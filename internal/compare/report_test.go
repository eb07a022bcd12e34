package compare

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/sweep"
)

// made is a comparison whose runs have given numbers of active weights, and losses that
// tell methods apart only in the tenth digit.
func made(t *testing.T, weights map[string][]int) *Comparison {
	t.Helper()
	var methods []string
	for _, m := range DefaultMethods() {
		if _, ok := weights[m]; ok {
			methods = append(methods, m)
		}
	}
	c := &Comparison{&sweep.Sweep{}, tiny(t, 10, len(weights[methods[0]]), methods...)}
	jobs, err := c.Plan.Jobs()
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		method, seed := j.Config.Method, j.Config.Seed
		n, failed := weights[method][seed], ""
		if n < 0 {
			failed = "step 3: h0.W holds NaN"
		}
		text := fmt.Sprintf(`{"method": %q, "seed": %d, "finished": %v, "error": %q, "test_loss": %v, "connection_cost": 0, "active_weights": %d, "seconds": 0}`,
			method, seed, n >= 0, failed, float64(seed+1)*(1+1e-10*float64(len(method))), n)
		r := &sweep.Run{Job: j, Summary: &measure.Summary{}}
		if err := json.Unmarshal([]byte(text), r.Summary); err != nil {
			t.Fatal(err)
		}
		c.Runs = append(c.Runs, r)
	}
	return c
}

func report(t *testing.T, weights map[string][]int) *Report {
	t.Helper()
	r, err := made(t, weights).Report()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *Report) cell(t *testing.T, method, key string) Cell {
	t.Helper()
	i := slices.IndexFunc(r.Metrics, func(m measure.Measure) bool { return m.Key == key })
	return r.Tables[0].column(method).Cells[i]
}

// Eight seeds, each with fewer weights by bimt: p = 2/2⁸, times the 3 metrics tested
// (test loss, active weights, cost) by Holm.
func TestWhatIsShown(t *testing.T) {
	r := report(t, map[string][]int{
		"l1":   {30, 31, 32, 33, 34, 35, 36, 37},
		"bimt": {20, 20, 20, 20, 20, 20, 20, 20},
	})
	c := r.cell(t, "bimt", "active_weights")
	if want := 2 / 256.0; c.Test.P != want || c.Holm != 3*want || !c.Shown() || c.Summary.Median != 20 {
		t.Errorf("active weights: p = %v, Holm %v, %+v; want p = %v, three times that by Holm, and shown", c.Test.P, c.Holm, c.Summary, want)
	}
	if l := r.cell(t, "bimt", "test_loss"); l.Test.Zeros != 8 || l.Shown() {
		t.Errorf("losses that differ in the tenth digit: %+v; want eight ties", l.Test)
	}
	if c := r.cell(t, "l1", "active_weights"); c.Test != nil || c.Summary.Median != 33.5 {
		t.Errorf("l1 is compared with itself, or its median is %v, not 33.5", c.Summary.Median)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"33.5", "31.8 … 35.2", "0.0078 better", "Better: it has fewer active weights", "in 8 of 8 seeds", "No difference is shown in test loss"} {
		if !strings.Contains(strings.Join(strings.Fields(b.String()), " "), w) {
			t.Errorf("the text lacks %q:\n%s", w, b.String())
		}
	}
}

// Worse is said as plainly as better.
func TestWorseIsSaid(t *testing.T) {
	r := report(t, map[string][]int{
		"l1":   {30, 31, 32, 33, 34, 35, 36, 37},
		"bimt": {40, 42, 43, 44, 45, 46, 47, 48},
	})
	if s := strings.Join(r.Verdict[0].Sentences, " "); !strings.Contains(s, "Worse: it has more active weights") {
		t.Error(s)
	}
}

// Three seeds can show nothing, however far apart: the report says so, and how many can.
func TestFewSeedsShowNothing(t *testing.T) {
	r := report(t, map[string][]int{"l1": {500, 500, 500}, "bimt": {1, 2, 3}})
	if c := r.cell(t, "bimt", "active_weights"); c.Shown() || c.Test.P != 0.25 {
		t.Errorf("p = %v, shown: %v", c.Test.P, c.Shown())
	}
	if !strings.Contains(r.Caution, "the least p of 3 pairs is 0.25") || !strings.Contains(r.Caution, "Run at least 7 seeds") {
		t.Errorf("it does not warn: %q", r.Caution)
	}
	if more := report(t, map[string][]int{"l1": {9, 9, 9, 9, 9, 9, 9}, "bimt": {1, 2, 3, 4, 5, 6, 7}}); !more.cell(t, "bimt", "active_weights").Shown() {
		t.Error("seven seeds are asked for and are not enough")
	}
}

// A run that failed leaves its pair out, not its neighbours', and is counted.
func TestFailedRuns(t *testing.T) {
	r := report(t, map[string][]int{"l1": {30, 31, -1, 33}, "bimt": {-1, 21, 22, 23}})
	c := r.cell(t, "bimt", "active_weights")
	if c.Test.N != 2 || c.Test.Below != 2 || c.Summary.N != 3 || !math.IsNaN(c.Values[0]) {
		t.Errorf("%+v of %v", c.Test, c.Values)
	}
	if n := r.Tables[0].column("bimt").Failed; n != 1 {
		t.Errorf("%d failed runs, want 1", n)
	}
	notes := strings.Join(r.Verdict[len(r.Verdict)-1].Sentences, " ")
	if !strings.Contains(notes, "1 of 4 runs of l1 at λ = 0.001 failed (step 3: h0.W holds NaN)") {
		t.Error(notes)
	}
	if b, err := r.JSON(); err != nil || !strings.Contains(string(b), "null") {
		t.Errorf("JSON: %v", err)
	}
}

func TestWithoutReference(t *testing.T) {
	r := report(t, map[string][]int{"swap": {1, 2}, "bimt": {3, 4}})
	if s := r.Verdict[0].Sentences; len(r.Verdict) != 1 || !strings.Contains(s[0], "Nothing is tested") {
		t.Errorf("%v", r.Verdict)
	}
	if r.cell(t, "bimt", "active_weights").Test != nil {
		t.Error("a test without l1")
	}
}
