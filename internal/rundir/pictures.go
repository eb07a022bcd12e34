package rundir

import (
	"fmt"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/task"
)

// draw makes every picture that fits the run. Of a run that ended in a NaN there is
// nothing to draw but its losses.
func (f *Folder) draw(r *experiment.Result, png bool) error {
	if experiment.IsNonFinite(r.Err) {
		if len(r.Lines) == 0 {
			return nil
		}
		return f.save(lossCurves(r), "loss.svg")
	}
	if err := f.drawNetwork(r, png); err != nil {
		return err
	}
	for _, more := range []func(*experiment.Result, bool) error{f.drawRanks, f.drawFeatures, f.drawBoundary} {
		if err := more(r, png); err != nil {
			return err
		}
	}
	if err := f.drawAttention(r, png); err != nil {
		return err
	}
	if len(r.Lines) > 0 {
		if err := f.save(lossCurves(r), "loss.svg"); err != nil {
			return err
		}
	}
	if r.Data.Classes == 0 && r.Data.Length == 0 {
		return f.drawFit(r)
	}
	return nil
}

func (f *Folder) save(fig draw.Figure, names ...string) error {
	p, err := fig.Picture()
	if err != nil {
		return err
	}
	for _, n := range names {
		if err := p.Save(f.path(n)); err != nil {
			return err
		}
		f.note(n)
	}
	return nil
}

// saveAs saves a figure as NAME.svg and, if wanted, as NAME.png.
func (f *Folder) saveAs(fig draw.Figure, name string, png bool) error {
	if png {
		return f.save(fig, name+".svg", name+".png")
	}
	return f.save(fig, name+".svg")
}

func title(r *experiment.Result) string {
	return fmt.Sprintf("%s, %s, seed %d", r.Config.Experiment, r.Config.Method, r.Config.Seed)
}

// drawNetwork draws the neurons at their places.
func (f *Folder) drawNetwork(r *experiment.Result, png bool) error {
	n, err := Drawing(r.Network, r.Data, title(r))
	if err != nil {
		return err
	}
	n.Caption = strings.TrimPrefix(n.Caption+". "+quality(r)+".", ". ")
	if r.Config.Geometry == "grid" {
		if err := f.saveAs(draw.Stack{Network: n}, "network3d", png); err != nil {
			return err
		}
		n.Caption += " The layers as planes: network3d."
	}
	return f.saveAs(n, "network", png)
}

// quality says how good a run is on test data.
func quality(r *experiment.Result) string {
	if r.Data.Classes > 0 {
		return fmt.Sprintf("Test accuracy %.3g", r.Test.Accuracy)
	}
	return fmt.Sprintf("Test loss %.2g", r.Test.Loss)
}

// Drawing is the picture of a network with its inputs and outputs labelled as the data
// names them, in their new order.
func Drawing(n *experiment.Network, d *task.Data, title string) (draw.Network, error) {
	labels := draw.Labels{}
	if d.Tokens == 0 && n.In != nil && d.Inputs != nil {
		labels[n.In] = d.Inputs
	}
	if d.Outputs != nil {
		labels[n.Out] = d.Outputs
	}
	f, err := n.Flow(d)
	if err != nil {
		return draw.Network{}, err
	}
	return draw.FromFlow(f, experiment.ActiveAbove, title, labels)
}

// lossCurves draws losses and cost over the steps, with marks where λ changes.
func lossCurves(r *experiment.Result) draw.Figure {
	axis := r.Data.Loss.Unit
	train, test, cost := draw.Line{Name: "train", Axis: axis}, draw.Line{Name: "test", Axis: axis}, draw.Line{Name: "as charged", Axis: "connection cost"}
	c := draw.Curves{Title: title(r)}
	for i, l := range r.Lines {
		x := float64(l.Step)
		for _, p := range []struct {
			line *draw.Line
			y    float64
		}{{&train, l.TrainLoss}, {&test, l.TestLoss}, {&cost, l.Cost}} {
			p.line.X, p.line.Y = append(p.line.X, x), append(p.line.Y, p.y)
		}
		if i > 0 && l.Lambda != r.Lines[i-1].Lambda {
			c.Marks = append(c.Marks, draw.Mark{X: float64(r.Lines[i-1].Step), Text: fmt.Sprintf("λ = %.3g", l.Lambda)})
		}
	}
	c.Lines = []draw.Line{train, test, cost}
	return c
}

// drawFit draws predictions against answers of the test data.
func (f *Folder) drawFit(r *experiment.Result) error {
	out, err := r.PredictTest()
	if err != nil {
		return err
	}
	n := len(out) / r.Data.Test.Rows
	if out, err = r.Data.InUnits(out); err != nil {
		return err
	}
	answers, err := r.Data.InUnits(r.Data.Test.Y)
	if err != nil {
		return err
	}
	fit := draw.Fit{Title: title(r) + ", test data"}
	for j := range n {
		o := draw.Output{Name: fmt.Sprintf("output %d", j+1)}
		if j < len(r.Data.Outputs) {
			o.Name = strings.TrimSpace(r.Data.Outputs[j])
		}
		for i := range r.Data.Test.Rows {
			o.True = append(o.True, answers[i*n+j])
			o.Predicted = append(o.Predicted, out[i*n+j])
		}
		fit.Outputs = append(fit.Outputs, o)
	}
	return f.save(fit, "fit.svg")
}
