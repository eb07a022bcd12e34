package compare

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// plate is a figure with the name of its file and its heading on the page.
type plate struct {
	file, heading string
	figure        func() (draw.Figure, error)
	ofTable       bool // of one table, in the order of Report.Tables
}

// pictures are all figures of a report.
func (r *Report) pictures(ctx context.Context) []plate {
	all := []plate{
		{"pareto.svg", "What is lost against what is saved", func() (draw.Figure, error) { return r.pareto(), nil }, false},
		{"methods.svg", "The networks", func() (draw.Figure, error) { return r.networks(ctx) }, false},
	}
	for i, t := range r.Tables {
		if len(r.Metrics) == 0 {
			break // all runs failed
		}
		file := "spread.svg"
		if i > 0 {
			file = fmt.Sprintf("spread-lambda%s.svg", formatLambda(t.Lambda))
		}
		all = append(all, plate{file, "Spread over seeds, λ = " + formatLambda(t.Lambda), func() (draw.Figure, error) { return r.spread(t), nil }, true})
	}
	return all
}

// pareto has a dot for every run: test loss against active weights, one colour a method.
func (r *Report) pareto() draw.Pareto {
	p := draw.Pareto{Title: r.title(), YLabel: "test loss", XLabel: "active weights (|w| > 0.01)"}
	for _, name := range r.Plan.Methods {
		m := draw.Method{Name: name}
		for _, t := range r.Runs {
			if t.Config.Method != name {
				continue
			}
			y := t.Summary.Value("test_loss")
			if !t.Summary.Finished {
				y = math.NaN() // counted below the picture
			}
			m.Runs = append(m.Runs, draw.Run{X: t.Summary.Value("active_weights"), Y: y})
		}
		p.Methods = append(p.Methods, m)
	}
	var prices []string
	for _, l := range r.Plan.lambdas() {
		prices = append(prices, formatLambda(l))
	}
	p.Caption = fmt.Sprintf("Every dot is a run: %s at each λ of %s. Down and to the left is better.", counted(r.Plan.Seeds, "seed"), strings.Join(prices, ", "))
	if moving, still := r.sameTraining(); moving != "" && !r.Plan.Base.LeaveMoments {
		p.Caption += fmt.Sprintf(" %s trains as %s does, with neurons at other places: its runs have the same losses and weights.", moving, still)
	}
	return p
}

// sameTraining are two of the methods that differ only in where neurons stand, which no one
// pays for; empty if there are none.
func (r *Report) sameTraining() (moving, still string) {
	for _, a := range r.Plan.Methods {
		for _, b := range r.Plan.Methods {
			x, y := run.MethodOf(a), run.MethodOf(b)
			if x.Swaps && !y.Swaps && !x.Local && !y.Local && x.Charges && y.Charges && len(x.Penalty) == 0 && len(y.Penalty) == 0 {
				return a, b
			}
		}
	}
	return "", ""
}

// spread has a panel for each metric.
func (r *Report) spread(t *Table) draw.Spread {
	s := draw.Spread{Title: fmt.Sprintf("%s, λ = %s", r.title(), formatLambda(t.Lambda)), Methods: r.Plan.Methods}
	for i, m := range r.Metrics {
		metric := draw.Metric{Name: m.Name, Unit: m.Unit}
		for _, c := range t.Columns {
			metric.Values = append(metric.Values, c.Cells[i].Values)
		}
		s.Metrics = append(s.Metrics, metric)
	}
	return s
}

// networks has a row for each method and a column for each price: the run with the
// median test loss, of an even number the better of the two in the middle.
func (r *Report) networks(ctx context.Context) (draw.Methods, error) {
	f := draw.Methods{Title: r.title(), Caption: "Of each method the run with the median test loss."}
	for _, t := range r.Tables {
		f.Columns = append(f.Columns, "λ = "+formatLambda(t.Lambda))
	}
	for i, method := range r.Plan.Methods {
		row := draw.MethodRow{Name: method}
		for _, t := range r.Tables {
			cell, err := r.network(ctx, t.Columns[i])
			if err != nil {
				return f, err
			}
			row.Cells = append(row.Cells, cell)
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

func (r *Report) network(ctx context.Context, c *Column) (draw.MethodCell, error) {
	median := c.median()
	if median == nil {
		return draw.MethodCell{Lines: []string{"all runs failed"}}, nil
	}
	t, err := run.Open(ctx, filepath.Join(r.Dir, median.Folder), run.WithoutRows)
	if err != nil {
		return draw.MethodCell{}, err
	}
	drawing, err := picture.Network(t, median.Name)
	if err != nil {
		return draw.MethodCell{}, err
	}
	s := median.Summary
	return draw.MethodCell{Network: &drawing, Lines: []string{
		fmt.Sprintf("seed %d, test loss %s", t.Config.Seed, measure.Format(s.Value("test_loss"))),
		fmt.Sprintf("%d active weights, cost %s", int(s.Value("active_weights")), measure.Format(s.Value("connection_cost"))),
	}}, nil
}

// median is the finished run with the median test loss; nil if none finished.
func (c *Column) median() *sweep.Run {
	var done []*sweep.Run
	for _, r := range c.Runs {
		if r.Summary.Finished {
			done = append(done, r)
		}
	}
	if len(done) == 0 {
		return nil
	}
	slices.SortStableFunc(done, func(a, b *sweep.Run) int {
		return cmp.Compare(a.Summary.Value("test_loss"), b.Summary.Value("test_loss"))
	})
	return done[(len(done)-1)/2]
}
