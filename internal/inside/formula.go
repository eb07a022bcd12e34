package inside

import (
	"cmp"
	"context"
	"fmt"
	"go/token"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/formula"
	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/run"
)

// FormulaOptions bound the search for formulas.
type FormulaOptions struct {
	Threshold float64 // weights of |w| ≤ it count as 0
	// Effort is how much is searched for each output, the same on every machine; 0: 1, which is
	// more than any search of a few columns takes, and half a minute at most where nothing else is done.
	Effort float64
	Limit  time.Duration // by the clock, for each output; 0: none
	Say    func(doing string)
}

// Candidate is a formula of an output in the names and units of the columns. R² are NaN,
// null in JSON, where there is nothing to compare with.
type Candidate struct {
	SymPy     string     `json:"sympy"`
	Length    int        `json:"length"`
	R2Network run.Number `json:"r2_network"` // against the network, on rows drawn evenly from the range trained on
	R2Data    run.Number `json:"r2_data"`    // against the answers of the test data
	R2Outside run.Number `json:"r2_outside"` // against the network, up to half a range beyond
	Text      string     `json:"text"`
	LaTeX     string     `json:"latex"`
	Go        string     `json:"go"`
}

// OutputFormula is what was found of one output.
type OutputFormula struct {
	Name       string      `json:"name"`
	Fits       bool        `json:"fits"`            // the first candidate has an R² of at least 0.999 against the network
	Complete   bool        `json:"complete"`        // the search came to its end
	Ended      string      `json:"ended,omitempty"` // what ended it before: effort or time
	Candidates []Candidate `json:"candidates"`      // the best balance of error and length first
	// Exact is the network's own nested expression, empty if it is too long to be read.
	Exact string `json:"exact,omitempty"`
}

// What ends a search before it comes to its end.
const (
	EndedByEffort = "effort"
	EndedByTime   = "time"
)

// FormulaReport is formula.json.
type FormulaReport struct {
	Threshold float64         `json:"threshold"`
	Inputs    []string        `json:"inputs"`
	Outputs   []OutputFormula `json:"outputs"`
}

// work is the Options.Work of an effort of 1.
const work = 3e8

// exactNodes is the longest expression of a network's own that is printed.
const exactNodes = 400

// Formulas searches for the formula of each output of a network of numbers: of its circuit
// above the threshold, as a function of the columns that the output depends on.
func Formulas(ctx context.Context, r *run.Run, o FormulaOptions) (*FormulaReport, error) {
	if r.Data.Tokens > 0 || r.Data.Image[0] > 0 || r.Data.Classes > 0 {
		return nil, fmt.Errorf("%s: formulas are of networks from numbers to numbers", r.Config.Experiment)
	}
	whole, err := r.Circuit(o.Threshold)
	if err != nil {
		return nil, err
	}
	c := whole.Shrink()
	train, _, err := columns(r, false)
	if err != nil {
		return nil, err
	}
	test, answers, err := columns(r, true)
	if err != nil {
		return nil, err
	}
	fitted, _, err := r.Scores()
	if err != nil {
		return nil, err
	}
	f := &FormulaReport{Threshold: o.Threshold}
	for _, in := range c.Inputs {
		f.Inputs = append(f.Inputs, in.Name)
	}
	for j := range c.Outputs {
		if o.Say != nil {
			o.Say(fmt.Sprintf("output %d of %d: %s …", j+1, len(c.Outputs), c.Outputs[j].Name))
		}
		how := formula.Options{Tolerance: tolerance(fitted.R2, j), Work: int64(work * cmp.Or(o.Effort, 1))}
		one, err := formulaOf(ctx, c, j, train, how, o.Limit)
		if err != nil {
			return nil, err
		}
		if err := one.score(c, j, test, answers); err != nil {
			return nil, err
		}
		f.Outputs = append(f.Outputs, one.OutputFormula)
	}
	return f, nil
}

// tolerance is the part of an output's deviation that a formula need not explain: four
// times what the network itself misses of the training data, as it misses more of other
// rows; 1 % to 10 %. What it computes beyond that is its own error, and no law of the data.
func tolerance(r2 []float64, j int) float64 {
	if j >= len(r2) || math.IsNaN(r2[j]) {
		return 0.01
	}
	return min(0.1, max(0.01, 4*math.Sqrt(max(0, 1-r2[j]))))
}

// found is an output's formulas with their expressions.
type found struct {
	OutputFormula
	exprs []*formula.Expr
}

func formulaOf(ctx context.Context, c *circuit.Circuit, j int, rows [][]float64, o formula.Options, limit time.Duration) (*found, error) {
	timed := ctx
	if limit > 0 {
		var cancel context.CancelFunc
		timed, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	one := &found{OutputFormula: OutputFormula{Name: c.Outputs[j].Name, Candidates: []Candidate{}}}
	result, err := formula.OfCircuit(timed, c, j, rows, nil, o)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && timed.Err() == nil {
		return nil, err
	}
	switch {
	case timed.Err() != nil:
		one.Ended = EndedByTime
	case result.Spent:
		one.Ended = EndedByEffort
	}
	one.Complete = one.Ended == ""
	one.Fits = result.Best != nil
	for _, k := range result.Candidates {
		one.Candidates = append(one.Candidates, Candidate{
			SymPy: k.Expr.SymPy(), Length: k.Length, R2Network: run.Number(k.R2), R2Outside: run.Number(k.R2Outside), Text: k.Expr.String(), LaTeX: k.Expr.LaTeX(), Go: k.Expr.Substitute(goNames(c)).Go(),
		})
		one.exprs = append(one.exprs, k.Expr)
	}
	if e, err := formula.Exact(c, j, exactNodes); err == nil { // an error: it is too long
		one.Exact = e.SymPy()
	}
	return one, nil
}

// goNames puts Go identifiers in the place of columns that are called otherwise: letters,
// digits and _ stay, and a number follows where two would be called the same.
func goNames(c *circuit.Circuit) map[string]*formula.Expr {
	by, used := map[string]*formula.Expr{}, map[string]bool{"math": true, "max": true}
	for _, in := range c.Inputs {
		name := strings.Map(func(r rune) rune {
			if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return '_'
		}, in.Name)
		if !token.IsIdentifier(name) {
			name = "x_" + name
		}
		free := name
		for n := 2; used[free]; n++ {
			free = fmt.Sprint(name, "_", n)
		}
		used[free] = true
		by[in.Name] = formula.Var(free)
	}
	return by
}

// score fills in R² against the data.
func (f *found) score(c *circuit.Circuit, j int, rows [][]float64, answers []float64) error {
	cone := c.Cone(j).Inputs
	d := formula.Data{Names: []string{"nothing"}}
	if len(cone) > 0 {
		d.Names = nil
	}
	for _, i := range cone {
		d.Names = append(d.Names, c.Inputs[i].Name)
	}
	for k, row := range rows {
		x := make([]float64, len(d.Names))
		for a, i := range cone {
			x[a] = row[i]
		}
		d.X, d.Y = append(d.X, x), append(d.Y, answers[k*len(c.Outputs)+j])
	}
	for i, e := range f.exprs {
		r2, _, err := formula.Score(e, d)
		if err != nil {
			return err
		}
		f.Candidates[i].R2Data = run.Number(r2)
	}
	return nil
}

// columns are the rows of training or test data in the units of the columns.
func columns(r *run.Run, test bool) (rows [][]float64, answers []float64, err error) {
	set := r.Data.Train
	if test {
		set = r.Data.Test
	}
	if set.Rows == 0 {
		return nil, nil, fmt.Errorf("the run was opened without its rows: its data must be where they were")
	}
	n := len(set.X) / set.Rows
	x := dataset.Matrix{Rows: set.Rows, Cols: n, Data: set.X}
	if s := r.Data.InScale; s != nil {
		if x, err = s.Invert(x); err != nil {
			return nil, nil, err
		}
	}
	for i := range set.Rows {
		rows = append(rows, x.Row(i))
	}
	answers, err = r.Data.InUnits(set.Y)
	return rows, answers, err
}
