package compare

import (
	"cmp"
	"math"
	"slices"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/stats"
	"github.com/gobimt/bimt/internal/sweep"
	"gonum.org/v1/gonum/floats/scalar"
)

// Level is the largest corrected P at which a difference counts as shown.
const Level = 0.05

// Table is the comparison at one price.
type Table struct {
	Lambda  float64
	Columns []*Column // one for each method
}

// Column is a method at one price.
type Column struct {
	Method string
	Runs   []*sweep.Run // by seed
	Failed int          // runs that did not do all their steps; their figures are left out
	Cells  []Cell       // one for each of Report.Metrics
}

// Cell is a metric of a method.
type Cell struct {
	Values  []float64 // by seed, NaN for runs that failed or have none
	Summary stats.Summary
	// Test compares with Reference by seed, leaving out those that failed in either;
	// nil where there is nothing to compare.
	Test *stats.Test
	// Holm is P corrected for the number of metrics of this method that are tested
	// (Holm 1979): the chance of even one false claim among them stays below it.
	Holm float64
}

// side says what is shown of a metric, in a word; "" if nothing is.
func side(m measure.Measure, c Cell) string {
	switch more := c.Test != nil && above(c.Test); {
	case !c.Shown():
		return ""
	case m.Better == 0 && more:
		return "higher"
	case m.Better == 0:
		return "lower"
	case more == (m.Better > 0):
		return "better"
	}
	return "worse"
}

// above says whether a test found more of a than of b.
func above(t *stats.Test) bool { return 4*t.Statistic > float64(t.N*(t.N+1)) }

// Shown says whether the difference is more than chance at Level, corrected.
func (c Cell) Shown() bool { return c.Test != nil && c.Holm <= Level }

// table compares the methods at one price. A method that charges nothing takes part in all
// of them.
func (r *Report) table(lambda float64) (*Table, error) {
	t := &Table{Lambda: lambda}
	for _, method := range r.Plan.Methods {
		c := &Column{Method: method}
		for _, t := range r.Runs {
			if t.Config.Method == method && (t.Config.Lambda == lambda || !run.MethodOf(method).Charges) {
				c.Runs = append(c.Runs, t)
				if !t.Summary.Finished {
					c.Failed++
				}
			}
		}
		for _, m := range r.Metrics {
			c.Cells = append(c.Cells, cell(m, c.Runs))
		}
		t.Columns = append(t.Columns, c)
	}
	reference := t.column(Reference)
	if reference == nil {
		return t, nil
	}
	for _, c := range t.Columns {
		if c == reference {
			continue
		}
		if err := c.compare(reference, r.Metrics); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Table) column(method string) *Column {
	for _, c := range t.Columns {
		if c.Method == method {
			return c
		}
	}
	return nil
}

func cell(m measure.Measure, runs []*sweep.Run) Cell {
	var c Cell
	var known []float64
	for _, r := range runs {
		v := math.NaN()
		if r.Summary.Finished {
			v = r.Summary.Value(m.Key)
		}
		c.Values = append(c.Values, v)
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	c.Summary = stats.Summarize(known)
	return c
}

// compare tests all metrics of a method against those of the reference.
func (c *Column) compare(reference *Column, metrics []measure.Measure) error {
	var tested []*Cell
	for i := range c.Cells {
		a, b := pairs(c.Cells[i].Values, reference.Cells[i].Values)
		if !metrics[i].Tested() || len(a) == 0 {
			continue
		}
		t, err := stats.Wilcoxon(a, b)
		if err != nil {
			return err
		}
		c.Cells[i].Test = &t
		tested = append(tested, &c.Cells[i])
	}
	slices.SortStableFunc(tested, func(a, b *Cell) int { return cmp.Compare(a.Test.P, b.Test.P) })
	least := 0.0
	for i, t := range tested {
		least = max(least, min(1, t.Test.P*float64(len(tested)-i)))
		t.Holm = least
	}
	return nil
}

// pairs are the values of seeds that have one on both sides, to six digits: l1 and swap
// train the same network in two orders of summation, and what they differ by in the
// last digits is no difference.
func pairs(a, b []float64) (x, y []float64) {
	for i := range min(len(a), len(b)) {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			x, y = append(x, sixDigits(a[i])), append(y, sixDigits(b[i]))
		}
	}
	return x, y
}

func sixDigits(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) {
		return v
	}
	return scalar.RoundEven(v, 5-int(math.Floor(math.Log10(math.Abs(v)))))
}
