package overview

import (
	"fmt"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/nearest"
)

// Diagram is two settings and what is measured over them.
type Diagram struct{ X, Y, Measure string }

// ParseDiagram reads X,Y or X,Y:MEASURE; the measure is test_loss if there is none.
func ParseDiagram(text string) (Diagram, error) {
	settings, by, ok := strings.Cut(text, ":")
	if !ok {
		by = "test_loss"
	}
	x, y, ok := strings.Cut(settings, ",")
	d := Diagram{strings.TrimSpace(x), strings.TrimSpace(y), strings.TrimSpace(by)}
	if !ok || d.X == "" || d.Y == "" || d.X == d.Y || strings.Contains(d.Y, ",") {
		return d, fmt.Errorf("diagram %q: write it as X,Y:MEASURE, such as lambda,swap_every:test_loss", text)
	}
	m, err := measure.Find(d.Measure)
	d.Measure = m.Key
	return d, err
}

// Check says what is wrong with a diagram of this sweep.
func (o *Overview) Check(d Diagram) error {
	_, err := o.phase(d, group{})
	return err
}

// phase is the diagram of some runs: all of them, or those of one experiment and method.
func (o *Overview) phase(d Diagram, g group) (draw.Phase, error) {
	m, err := measure.Find(d.Measure)
	if err != nil {
		return draw.Phase{}, err
	}
	x, y := o.find(d.X), o.find(d.Y)
	for i, key := range []string{d.X, d.Y} {
		if []int{x, y}[i] < 0 {
			return draw.Phase{}, fmt.Errorf("diagram: %w", nearest.Unknown("varied setting", key, o.keys()))
		}
	}
	sx, sy := &o.Settings[x], &o.Settings[y]
	f := draw.Phase{Title: o.title(g), XLabel: sx.Key, YLabel: sy.Key, Label: m.Name, Cols: sx.Values, Rows: sy.Values, Caption: o.medians(d)}
	f.Values = make([][][]float64, len(sy.Values))
	for r := range f.Values {
		f.Values[r] = make([][]float64, len(sx.Values))
	}
	for _, i := range g.runs {
		if s := o.sweep.Runs[i].Summary; s != nil {
			cell := &f.Values[sy.at[i]][sx.at[i]]
			*cell = append(*cell, o.value(i, d.Measure))
		}
	}
	return f, nil
}

// medians says over what a cell is a median.
func (o *Overview) medians(d Diagram) string {
	var over []string
	for _, s := range o.Settings {
		if s.Key != d.X && s.Key != d.Y && len(s.Values) > 1 && s.Key != "experiment" && s.Key != "method" {
			over = append(over, fmt.Sprintf("%d values of %s", len(s.Values), s.Key))
		}
	}
	if over == nil {
		return "One run a cell."
	}
	return "Medians over " + strings.Join(over, " and ") + ", and below them the least and the greatest."
}

// title is that of a picture of some runs.
func (o *Overview) title(g group) string {
	base := ""
	if p := o.sweep.Plan; p != nil && len(p.Bases) == 1 {
		base = p.Bases[0].Experiment
	}
	return strings.TrimSpace(base + " " + g.name)
}

// Diagrams are those to draw where nobody says which: over each pair of settings with two or
// more numbers each, of what a comparison looks at first; at most six pairs.
func (o *Overview) Diagrams() (all []Diagram) {
	var keys []string
	for _, s := range o.Settings {
		if len(s.Values) > 1 && s.Key != "seed" && s.Key != "experiment" && s.Key != "method" {
			keys = append(keys, s.Key)
		}
	}
	if len(keys) == 1 && o.many("method") { // a row for each method
		keys = append(keys, "method")
	}
	pairs := 0
	for i, x := range keys {
		for _, y := range keys[i+1:] {
			if pairs++; pairs > mostPairs {
				return all
			}
			for _, by := range diagrammed {
				all = append(all, Diagram{x, y, by})
			}
		}
	}
	return all
}

const mostPairs = 6

// diagrammed are the measures of the diagrams that are always drawn.
var diagrammed = []string{"test_loss", "active_weights", "reading_effort"}

func (o *Overview) many(key string) bool {
	i := o.find(key)
	return i >= 0 && len(o.Settings[i].Values) > 1
}
