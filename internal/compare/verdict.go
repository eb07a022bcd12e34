package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// Finding is what the runs of one method show and don't, in plain sentences.
type Finding struct {
	Method    string   `json:"method,omitempty"` // empty for notes on the whole
	Lambda    float64  `json:"lambda,omitempty"`
	Sentences []string `json:"sentences"`
}

// verdict is a finding for each method at each price, then notes on all.
func (r *Report) verdict() []Finding {
	var all []Finding
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			if c.Method != Reference && t.column(Reference) != nil {
				all = append(all, Finding{Method: c.Method, Lambda: t.Lambda, Sentences: r.compared(t, c)})
			}
		}
	}
	return append(all, Finding{Sentences: r.notes()})
}

// compared says what a method shows against the reference, what is good first.
func (r *Report) compared(t *Table, c *Column) []string {
	reference := t.column(Reference)
	said := map[string][]string{}
	for i, m := range r.Metrics {
		cell := c.Cells[i]
		if cell.Test == nil {
			continue
		}
		figures := fmt.Sprintf("%s against %s", measure.Format(cell.Summary.Median), measure.Format(reference.Cells[i].Summary.Median))
		way := side(m, cell)
		if way == "" {
			said[""] = append(said[""], fmt.Sprintf("%s (%s, p = %s)", m.Name, figures, measure.FormatP(cell.Test.P)))
			continue
		}
		what, seeds := m.Less, cell.Test.Below
		if above(cell.Test) {
			what, seeds = m.More, cell.Test.Above
		}
		said[way] = append(said[way], fmt.Sprintf("%s (%s, in %d of %d seeds, p = %s)", what, figures, seeds, cell.Test.N+cell.Test.Zeros, measure.FormatP(cell.Test.P)))
	}
	var out []string
	for _, s := range []struct{ says, side string }{
		{"Better: it has ", "better"}, {"Worse: it has ", "worse"}, {"Neither better nor worse: it has ", "higher"},
		{"Neither better nor worse: it has ", "lower"}, {"No difference is shown in ", ""},
	} {
		if claims := said[s.side]; len(claims) > 0 {
			out = append(out, s.says+list(claims)+".")
		}
	}
	if len(out) == 0 {
		return []string{fmt.Sprintf("No seed finished in both %s and %s: nothing can be said.", c.Method, Reference)}
	}
	return out
}

// notes hold for the whole comparison.
func (r *Report) notes() []string {
	notes := r.failures()
	if v := r.versions(); len(v) > 1 {
		notes = append(notes, fmt.Sprintf("The runs are of different versions of this program: %s.", strings.Join(v, ", ")))
	}
	if !r.compares() {
		return append(notes, fmt.Sprintf("Nothing is tested: that takes %s and another method.", Reference))
	}
	notes = append(notes, fmt.Sprintf("p is that of the two-sided Wilcoxon signed-rank test by seed against %s. A difference counts as shown if p, corrected by Holm for the number of metrics tested, is at most %v.", Reference, Level))
	if r.unequalPrice() {
		length, size := run.MethodNames(local), run.MethodNames(func(m run.Method) bool { return m.Charges && !m.Local && len(m.Penalty) == 0 })
		notes = append(notes, fmt.Sprintf("At one λ the methods don't charge the same: %s pay A·length + y for a weight, %s only y. Fewer weights at a higher loss may be no better trade: compare the methods over several λ in pareto.svg.", list(length), list(size)))
	}
	return append(notes,
		"Weights of a sparse network fall into many pieces when shuffled, which raises Q shuffled: compare Q − Q shuffled between networks of about as many active weights.",
		"All this holds for this experiment with these settings; seeds vary the data drawn, the initial weights and the batches.")
}

func (r *Report) failures() []string {
	var notes []string
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			if c.Failed == 0 {
				continue
			}
			i := slices.IndexFunc(c.Runs, func(r *sweep.Run) bool { return !r.Summary.Finished })
			notes = append(notes, fmt.Sprintf("%d of %s of %s at λ = %s failed (%s); their figures are left out.",
				c.Failed, counted(len(c.Runs), "run"), c.Method, formatLambda(t.Lambda), c.Runs[i].Summary.Error))
		}
	}
	return notes
}

// tooFew warns of so few seeds that nothing could be shown, whatever the runs: n pairs
// give no P below 2^(1−n).
func (r *Report) tooFew() string {
	pairs, tested := 0, 0
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			of := 0
			for _, cell := range c.Cells {
				if cell.Test != nil {
					of++
					pairs = max(pairs, cell.Test.N+cell.Test.Zeros)
				}
			}
			tested = max(tested, of)
		}
	}
	if pairs == 0 {
		return ""
	}
	least := func(pairs int) float64 { return min(1, math.Ldexp(2, -pairs)) }
	if least(pairs)*float64(tested) <= Level {
		return ""
	}
	need := pairs
	for least(need)*float64(tested) > Level {
		need++
	}
	return fmt.Sprintf("So few seeds can show nothing, whatever the runs: the least p of %s is %s, and with %d metrics tested the first claim takes %s. Run at least %d seeds.",
		counted(pairs, "pair"), measure.FormatP(least(pairs)), tested, measure.FormatP(Level/float64(tested)), need)
}

// versions are those of the program that made the runs.
func (r *Report) versions() []string {
	var all []string
	for _, run := range r.Runs {
		all = append(all, run.Summary.Version)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// compares says whether anything is tested.
func (r *Report) compares() bool {
	return r.Tables[0].column(Reference) != nil && len(r.Plan.Methods) > 1
}

// unequalPrice says whether methods with and without locality are compared.
func (r *Report) unequalPrice() bool {
	return r.Plan.Base.Locality > 0 && slices.ContainsFunc(r.Plan.Methods, func(m string) bool { return local(run.MethodOf(m)) })
}

func local(m run.Method) bool { return m.Local }

// list joins claims as a sentence does.
func list(claims []string) string {
	if n := len(claims); n > 1 {
		return strings.Join(claims[:n-1], ", ") + " and " + claims[n-1]
	}
	return claims[0]
}
