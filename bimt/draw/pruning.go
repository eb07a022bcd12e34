package draw

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Pruning is the loss of a network against the number of its weights that are
// kept, beside the same curve of controls.
type Pruning struct {
	Title   string
	Caption string
	YLabel  string // "loss" if empty
	// Lines have X weights kept and Y loss; the controls (random weights kept,
	// shuffled weights) have Control set.
	Lines []Line
	// Factor and Limit are a factor on the unpruned loss and the loss it allows,
	// drawn as a horizontal line; Kept is the fewest weights that stay within it,
	// K(Factor), drawn as a vertical one. Without a Factor neither is drawn.
	Factor, Limit float64
	Kept          int
}

// Picture draws the curves over a logarithmic number of weights, on which 0 has a
// place of its own. It fails as Curves does.
func (f Pruning) Picture() (*Picture, error) {
	c := Curves{Title: f.Title, Caption: f.Caption, XLabel: "weights kept", LogX: true}
	axis := cmp.Or(f.YLabel, "loss")
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, l := range f.Lines {
		if l.Axis != "" && l.Axis != axis {
			return nil, fmt.Errorf("draw: pruning %q: line %d (%q) is of %q; all lines are of one axis, named by YLabel", f.Title, i, l.Name, l.Axis)
		}
		l.Axis = axis
		c.Lines = append(c.Lines, l)
		if len(l.X) > 0 {
			lo, hi = math.Min(lo, slices.Min(l.X)), math.Max(hi, slices.Max(l.X))
		}
	}
	if f.Factor != 0 && len(c.Lines) > 0 {
		c.Marks = []Mark{{X: float64(f.Kept), Text: fmt.Sprintf("K(%v) = %s", f.Factor, count(f.Kept))}}
		c.Lines = append(c.Lines, Line{
			Name: fmt.Sprintf("%v × loss unpruned", f.Factor), Axis: axis, Control: true,
			X: []float64{lo, hi}, Y: []float64{f.Limit, f.Limit},
		})
	}
	return c.Picture()
}
