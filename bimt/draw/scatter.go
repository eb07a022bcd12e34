package draw

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Scatter is points in the plane, a panel for each set, such as the numbers modulo p on two
// principal components of their embedding.
type Scatter struct {
	Title   string
	Caption string
	Columns int // panels in a row; 0 for at most 4
	Panels  []ScatterPanel
}

// ScatterPanel is a set of points (X[i], Y[i]) on axes of one scale.
type ScatterPanel struct {
	Name           string
	XLabel, YLabel string
	X, Y           []float64
	// Path joins points in this order, the last with the first; nil joins none. Its first
	// point is marked.
	Path []int
}

// Picture draws the panels. It fails on a set without points, on one with unequal numbers of
// coordinates or one that is not finite, and on a path through a point that is not there.
func (f Scatter) Picture() (*Picture, error) {
	if len(f.Panels) == 0 {
		return nil, fmt.Errorf("draw: scatter %q: there are no panels; give at least one", f.Title)
	}
	columns := f.Columns
	if columns <= 0 {
		columns = 4
	}
	s := sheet{page: page{title: f.Title}, columns: min(columns, len(f.Panels)), aspect: 1, tallest: 200}
	paths := false
	for i, q := range f.Panels {
		if err := q.check(); err != nil {
			return nil, fmt.Errorf("draw: scatter %q: panel %d (%q): %w", f.Title, i, q.Name, err)
		}
		paths = paths || len(q.Path) > 0
		s.panels = append(s.panels, q.panel())
	}
	s.layOut()
	var keys [][]key
	if paths {
		keys = [][]key{{glyphKey("first of the path", vermilion, 3, vgdraw.CircleGlyph{})}}
	}
	s.finish(keys, f.Caption)
	return s.picture(), nil
}

func (q ScatterPanel) check() error {
	if len(q.X) != len(q.Y) || len(q.X) == 0 {
		return fmt.Errorf("it has %d and %d coordinates; give as many of both, and at least one", len(q.X), len(q.Y))
	}
	for i := range q.X {
		if !finite(q.X[i]) || !finite(q.Y[i]) {
			return fmt.Errorf("point %d is at (%v, %v); only finite ones can be drawn", i, q.X[i], q.Y[i])
		}
	}
	for _, i := range q.Path {
		if i < 0 || i >= len(q.X) {
			return fmt.Errorf("its path goes through point %d, but it has %d", i, len(q.X))
		}
	}
	return nil
}

func (q ScatterPanel) panel() *panel {
	axis := fitScale(append(append([]float64{}, q.X...), q.Y...), false, 0.08)
	return &panel{title: q.Name, x: axis, y: axis, xLabel: q.XLabel, yLabel: q.YLabel, paint: func(c pen, p *panel) {
		c.SetLineStyle(vgdraw.LineStyle{Color: faint, Width: 0.6})
		for k, i := range q.Path {
			j := q.Path[(k+1)%len(q.Path)]
			var line vg.Path
			line.Move(p.at(q.X[i], q.Y[i]))
			line.Line(p.at(q.X[j], q.Y[j]))
			c.stroke(line)
		}
		for i := range q.X {
			clr, r := faded(blue, 0.8), vg.Length(1.7)
			if len(q.Path) > 0 && i == q.Path[0] {
				clr, r = vermilion, 2.6
			}
			var dot vg.Path
			outline(&dot, 0, p.at(q.X[i], q.Y[i]), r)
			c.SetColor(clr)
			c.fill(dot)
		}
	}}
}
