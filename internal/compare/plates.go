package compare

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

// plates are the figures of the whole comparison, the first of them the trade-off.
func (r *Report) plates(ctx context.Context) []picture.Plate {
	return []picture.Plate{
		{File: "pareto.svg", Heading: "What is lost against what is saved", Figure: func() (draw.Figure, error) { return r.pareto(), nil }},
		{File: "methods.svg", Heading: "The networks", Figure: func() (draw.Figure, error) { return r.networks(ctx) }},
	}
}

// spreads are the figures of each table, in the order of Report.Tables; none if all runs failed.
func (r *Report) spreads() (all []picture.Plate) {
	if len(r.Metrics) == 0 {
		return nil
	}
	for i, t := range r.Tables {
		file := "spread.svg"
		if i > 0 {
			file = fmt.Sprintf("spread-lambda%s.svg", formatLambda(t.Lambda))
		}
		all = append(all, picture.Plate{
			File: file, Heading: "Spread over seeds, λ = " + formatLambda(t.Lambda),
			Figure: func() (draw.Figure, error) { return r.spread(t), nil },
		})
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
