package compare

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// Checked is what the controls say of one run of a method: that with the median test loss,
// whose network is drawn.
type Checked struct {
	Method string        `json:"method"`
	Run    string        `json:"run"`
	Check  *inside.Check `json:"check,omitempty"`
	Error  string        `json:"error,omitempty"` // why there is no check
}

// Controls of a comparison are the cheap ones: nothing is trained for them, and of networks
// with more than checkWeights, those that take long are told to be missing.
const (
	checkDraws   = 99
	checkWeights = 50000
)

// check puts the networks at the first price beside their controls.
func (r *Report) check(ctx context.Context) (all []Checked) {
	for _, c := range r.Tables[0].Columns {
		done := Checked{Method: c.Method}
		if median := c.median(); median != nil {
			done.Run = median.Name
			t, err := run.Open(ctx, filepath.Join(r.Dir, median.Folder))
			if err == nil {
				done.Check, err = inside.CheckStory(ctx, t, inside.CheckOptions{
					Threshold: run.ActiveAbove, Draws: checkDraws, Weights: checkWeights,
				})
			}
			if err != nil {
				done.Error = err.Error()
			}
		} else {
			done.Error = "all runs failed"
		}
		all = append(all, done)
	}
	return all
}

// checkRow is a control on the page, with a cell for each method.
type checkRow struct {
	Name  string
	Cells []checkCell
}

type checkCell struct{ Verdict, Figures, Class string }

// CheckRows are the controls of all methods; modules are one row.
func (p *page) CheckRows() []checkRow {
	var names []string
	for _, c := range p.Checks {
		for _, k := range c.controls() {
			if name := rowOf(k.Name); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	var rows []checkRow
	for _, name := range names {
		row := checkRow{Name: name}
		for _, c := range p.Checks {
			row.Cells = append(row.Cells, c.cell(name))
		}
		rows = append(rows, row)
	}
	return rows
}

const moduleRow = "module knock-outs"

// rowOf gathers the modules, which differ between networks, in one row.
func rowOf(control string) string {
	if strings.HasPrefix(control, "module ") || strings.HasPrefix(control, "community ") {
		return moduleRow
	}
	return control
}

// controls are those found, without what is only trained on request.
func (c *Checked) controls() []inside.Control {
	if c.Check == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.Check.Controls), func(k inside.Control) bool { return k.Name == inside.Retrained })
}

func (c *Checked) cell(row string) checkCell {
	var cells []checkCell
	held := 0
	for _, k := range c.controls() {
		if rowOf(k.Name) != row {
			continue
		}
		cell := checkCell{Verdict: string(k.Verdict)}
		if k.What != "" {
			cell.Figures = fmt.Sprintf("%s | %s", measure.Format(float64(k.Value)), measure.Format(float64(k.Null)))
		}
		switch k.Verdict {
		case inside.Holds:
			held++
			cell.Class = "better"
		case inside.DoesNotHold:
			cell.Class = "worse"
		}
		cells = append(cells, cell)
	}
	switch len(cells) {
	case 0:
		return checkCell{Verdict: "–"}
	case 1:
		return cells[0]
	}
	many := checkCell{Verdict: fmt.Sprintf("%d of %d hold", held, len(cells)), Class: "worse"}
	if held == len(cells) {
		many.Class = "better"
	}
	return many
}

// CheckPrice is the price at which runs are checked.
func (p *page) CheckPrice() float64 { return p.Tables[0].Lambda }
