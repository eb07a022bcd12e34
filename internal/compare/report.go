package compare

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// Report is a comparison whose runs have all ended, in numbers.
type Report struct {
	Plan    Plan
	Dir     string
	Runs    []*sweep.Run
	Metrics []measure.Measure // those that the experiment has
	Tables  []*Table          // one for each price
	Caution string            // that so few seeds can show nothing; empty if they can
	Verdict []Finding
	Checks  []Checked // of a run of each method; made when the report is written

	Version, Machine string
	Date             time.Time
}

// Report sums up the runs; it fails if one of them has not ended.
func (c *Comparison) Report() (*Report, error) {
	if n := len(c.Todo()); n > 0 {
		return nil, fmt.Errorf("%d of %d runs have not ended", n, len(c.Runs))
	}
	r := &Report{
		Plan: c.Plan, Dir: c.Dir, Runs: c.Runs, Version: run.Version(), Date: time.Now().UTC(),
		Machine: fmt.Sprintf("%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	for _, m := range measure.Compared() {
		if slices.ContainsFunc(r.Runs, func(t *sweep.Run) bool { return t.Summary.Finished && !math.IsNaN(t.Summary.Value(m.Key)) }) {
			r.Metrics = append(r.Metrics, m)
		}
	}
	for _, lambda := range c.Plan.tables() {
		t, err := r.table(lambda)
		if err != nil {
			return nil, err
		}
		r.Tables = append(r.Tables, t)
	}
	r.Caution, r.Verdict = r.tooFew(), r.verdict()
	return r, nil
}

// tables are the prices to compare at: one, if nothing is priced.
func (p *Plan) tables() []float64 {
	if !slices.ContainsFunc(p.Methods, func(m string) bool { return run.MethodOf(m).Charges }) {
		return []float64{0}
	}
	return p.lambdas()
}

// title names what is compared.
func (r *Report) title() string {
	return fmt.Sprintf("%s, %s", r.Plan.Base.Experiment, counted(r.Plan.Seeds, "seed"))
}

func counted(n int, what string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Finishing says what was done to the networks after their training, if anything was.
func (r *Report) Finishing() string {
	if r.Plan.Base.Finish == 0 {
		return ""
	}
	return fmt.Sprintf(" (then cut and refitted for %d)", r.Plan.Base.Finish)
}
