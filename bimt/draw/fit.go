package draw

import (
	"fmt"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Fit is predicted against true values, a panel for each output.
type Fit struct {
	Title   string
	Caption string
	Outputs []Output
}

// An Output is one output on a set of examples: True[i] and Predicted[i] belong
// together.
type Output struct {
	Name            string
	True, Predicted []float64
}

// R2 is the coefficient of determination 1 − Σ(y−ŷ)² / Σ(y−ȳ)². ok is false if all
// true values are equal, for which it is undefined.
func (o Output) R2() (r2 float64, ok bool) {
	mean := stat.Mean(o.True, nil)
	var rest, total float64
	for i, y := range o.True {
		rest += (y - o.Predicted[i]) * (y - o.Predicted[i])
		total += (y - mean) * (y - mean)
	}
	return 1 - rest/total, total > 0
}

const (
	mostDots   = 1000 // of a panel
	mostPanels = 24
)

// Picture draws a panel for each output, with the diagonal on which predictions
// are exact and R² in its title. It fails on an output without values, with
// unequal numbers of them, or with one that is not finite.
func (f Fit) Picture() (*Picture, error) {
	if len(f.Outputs) == 0 {
		return nil, fmt.Errorf("draw: fit %q: there are no outputs; give at least one", f.Title)
	}
	s := sheet{page: page{title: f.Title}, columns: min(3, len(f.Outputs)), aspect: 1, tallest: 200}
	if len(f.Outputs) == 4 {
		s.columns = 2
	}
	left := 0
	for i, o := range f.Outputs {
		if err := o.check(); err != nil {
			return nil, fmt.Errorf("draw: fit %q: output %d (%q): %w", f.Title, i, o.Name, err)
		}
		if i >= mostPanels {
			continue
		}
		p := o.panel()
		if i%s.columns == 0 {
			p.yLabel = "predicted"
		}
		if i+s.columns >= min(len(f.Outputs), mostPanels) {
			p.xLabel = "true"
		}
		every := (len(o.True) + mostDots - 1) / mostDots
		left += len(o.True) - (len(o.True)+every-1)/every
		s.panels = append(s.panels, p)
	}
	s.layOut()
	var notes [2]string
	if left > 0 {
		notes[0] = fmt.Sprintf("%s points at even intervals are left out; R² is of all.", count(left))
	}
	if more := len(f.Outputs) - mostPanels; more > 0 {
		notes[1] = fmt.Sprintf("The first %d of %d outputs are drawn.", mostPanels, len(f.Outputs))
	}
	s.finish(nil, f.Caption, notes[0], notes[1], inFull(s.cut()))
	return s.picture(), nil
}

func (o Output) check() error {
	if len(o.True) != len(o.Predicted) || len(o.True) == 0 {
		return fmt.Errorf("it has %d true and %d predicted values; give as many of both, and at least one", len(o.True), len(o.Predicted))
	}
	for i := range o.True {
		if !finite(o.True[i]) || !finite(o.Predicted[i]) {
			return fmt.Errorf("example %d is %v, predicted %v; only finite values can be drawn", i, o.True[i], o.Predicted[i])
		}
	}
	return nil
}

func (o Output) panel() *panel {
	both := append(append([]float64{}, o.True...), o.Predicted...)
	axis := fitScale(both, false, 0.06)
	value := "R² undefined"
	if r2, ok := o.R2(); ok {
		value = fmt.Sprintf("R² = %.4f", r2)
		if r2 < 0 {
			value = "R² = " + number(r2)
		}
	}
	return &panel{title: o.Name, value: value, x: axis, y: axis, paint: func(c pen, p *panel) {
		every := (len(o.True) + mostDots - 1) / mostDots
		c.StrokeLine2(vgdraw.LineStyle{Color: slate, Width: 0.7, Dashes: []vg.Length{3, 2}},
			p.box.Min.X, p.box.Min.Y, p.box.Max.X, p.box.Max.Y)
		c.SetLineDash(nil, 0)
		c.SetColor(faded(blue, 0.6))
		var dots vg.Path
		for i := 0; i < len(o.True); i += every {
			outline(&dots, 0, p.at(o.True[i], o.Predicted[i]), 1.4)
			if len(dots) > 3*perPath {
				c.fill(dots)
				dots = nil
			}
		}
		c.fill(dots)
	}}
}
