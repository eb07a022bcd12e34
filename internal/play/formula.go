package play

import (
	"context"
	"errors"
	"time"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/formula"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// work is how much is searched for each output: some seconds in a page, and the same wherever it runs.
const work = 2e7

// FormulaOptions say how long is searched, and over which weights.
type FormulaOptions struct {
	Threshold float64 `json:"threshold"` // 0: run.ActiveAbove
	Seconds   float64 `json:"seconds"`   // for each output by the clock; 0: 20
}

// Formula is what one output computes.
type Formula struct {
	Output string `json:"output"`
	Text   string `json:"text"`
	LaTeX  string `json:"latex"`
	R2     Number `json:"r2"`
	Fits   bool   `json:"fits"`
	// Terms are the formula's summands, with the inputs that each reads.
	Terms []Term `json:"terms"`
	// Inputs are those that the output reads at all, by the wires.
	Inputs []string `json:"inputs"`
}

// Term is a summand.
type Term struct {
	Text   string   `json:"text"`
	Inputs []string `json:"inputs"`
}

// Formula writes down each output as a function of the inputs that lead to it.
func (t *Training) Formula(ctx context.Context, o FormulaOptions) ([]Formula, error) {
	d := t.run.Data
	if d.Tokens > 0 || d.Classes > 0 || t.run.Network.Transformer != nil {
		return nil, errors.New("formula: only networks from numbers to numbers are written down")
	}
	if o.Threshold == 0 {
		o.Threshold = run.ActiveAbove
	}
	if o.Seconds <= 0 {
		o.Seconds = 20
	}
	c, err := t.run.Circuit(o.Threshold)
	if err != nil {
		return nil, err
	}
	c = c.Shrink()
	rows := rowsOf(d)
	var all []Formula
	for i, out := range c.Outputs {
		limited := clock{ctx, time.Now().Add(time.Duration(o.Seconds * float64(time.Second)))}
		found, err := formula.OfCircuit(limited, c, i, rows, nil, formula.Options{Seed: t.run.Config.Seed, Work: work})
		if err != nil && !run.IsInterrupted(err) {
			return nil, err
		}
		all = append(all, written(c, i, out.Name, found))
	}
	return all, nil
}

// clock is a context that ends by the clock alone: in WebAssembly no timer fires while something
// is computed.
type clock struct {
	context.Context
	end time.Time
}

// Err implements context.Context.
func (c clock) Err() error {
	if err := c.Context.Err(); err != nil || time.Now().Before(c.end) {
		return err
	}
	return context.DeadlineExceeded
}

// rowsOf are the rows to train on, in the columns' own units.
func rowsOf(d *task.Data) [][]float64 {
	x, n := d.Train.AppendX(nil, 0, d.Train.Rows), task.Size(d.Train.XShape)
	rows := make([][]float64, d.Train.Rows)
	for i := range rows {
		rows[i] = x[i*n : (i+1)*n]
		if d.InScale != nil {
			for k := range rows[i] {
				rows[i][k] = rows[i][k]*d.InScale.Std[k] + d.InScale.Mean[k]
			}
		}
	}
	return rows
}

// written is what was found for an output.
func written(c *circuit.Circuit, output int, name string, found formula.Found) Formula {
	f := Formula{Output: name, Inputs: []string{}, Terms: []Term{}}
	for _, i := range c.Cone(output).Inputs {
		f.Inputs = append(f.Inputs, c.Inputs[i].Name)
	}
	best := found.Best
	f.Fits = best != nil
	if best == nil && len(found.Candidates) > 0 {
		best = &found.Candidates[0].Candidate
	}
	if best == nil {
		return f
	}
	f.Text, f.LaTeX, f.R2 = best.Expr.String(), best.Expr.LaTeX(), Number(best.R2)
	for _, e := range summands(best.Expr) {
		f.Terms = append(f.Terms, Term{e.String(), e.Variables()})
	}
	return f
}

// summands are the terms that an expression adds up.
func summands(e *formula.Expr) []*formula.Expr {
	if e.Kind == formula.Sum {
		return e.Args
	}
	return []*formula.Expr{e}
}
