package picture

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

func lossCurves(s Scene) (draw.Figure, error) { return Losses(s.Run), nil }

// Losses are losses and cost over the steps of a run, with marks where λ changes.
func Losses(r *run.Run) draw.Curves {
	axis := r.Data.Loss.Unit
	train, test, cost := draw.Line{Name: "train", Axis: axis}, draw.Line{Name: "test", Axis: axis}, draw.Line{Name: "connection cost in the loss", Axis: "connection cost"}
	c := draw.Curves{Title: Title(r)}
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
