package draw

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Curves is what was measured over the steps of a run, such as losses and cost.
type Curves struct {
	Title   string
	Caption string
	XLabel  string // "step" if empty
	LogX    bool
	LinearY bool // the vertical axes are logarithmic otherwise
	Lines   []Line
	Marks   []Mark
}

// A Line is one named curve through the points (X[i], Y[i]), X rising. Points
// without a place on the axes (NaN, infinite, or not positive on a logarithmic
// axis) interrupt it and are counted in the caption.
type Line struct {
	Name string
	// Axis is the label of the vertical axis, e.g. "mean squared error". Lines with
	// one label share a panel, so give lines of other units another.
	Axis string
	X, Y []float64
	// Control lines are thin and dashed: what the others are compared with.
	Control bool
}

// A Mark is a vertical line at a place of the X axis, named above it, such as a
// step at which λ changes. One without a text is solid: where a movie is.
type Mark struct {
	X    float64
	Text string
}

// Picture draws the curves, one panel for each vertical axis, above each other.
// It fails on a line of no points or of X and Y that differ in length.
func (f Curves) Picture() (*Picture, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("draw: curves %q: %w", f.Title, err)
	}
	s := sheet{page: page{title: f.Title}, columns: 1, aspect: 0.5, tallest: 190}
	x := f.xScale()
	var axes []string
	for _, l := range f.Lines {
		if !slices.Contains(axes, l.Axis) {
			axes = append(axes, l.Axis)
		}
	}
	if len(axes) > 1 {
		s.tallest = 130
	}
	var keys []key
	hidden := 0
	for i, axis := range axes {
		p, k, h := f.panel(axis, x, len(keys))
		if i == len(axes)-1 {
			p.xLabel = cmp.Or(f.XLabel, "step")
		}
		s.panels = append(s.panels, p)
		keys = append(keys, k...)
		hidden += h
	}
	s.layOut()
	marks := f.placeMarks(s.panels[0])
	s.head = marks.height
	s.finish([][]key{keys}, f.Caption, hiddenNote(hidden), leftNote(marks.left, "marks"))
	pic := s.picture()
	under := pic.paint
	top := s.panels[0].box.Max.Y + 3
	pic.paint = func(c pen) {
		under(c)
		c.Push()
		c.Translate(vg.Point{Y: pic.height - margin - s.titleHeight() - s.head - s.body})
		marks.draw(c, top, true)
		c.Pop()
	}
	return pic, nil
}

func hiddenNote(hidden int) string {
	if hidden == 0 {
		return ""
	}
	return fmt.Sprintf("%s values have no place on these axes (not finite, or not positive) and are not drawn.", count(hidden))
}

func (f Curves) check() error {
	if len(f.Lines) == 0 {
		return fmt.Errorf("there are no lines; give at least one")
	}
	for i, l := range f.Lines {
		if len(l.X) != len(l.Y) || len(l.X) == 0 {
			return fmt.Errorf("line %d (%q) has %d X and %d Y; give as many of both, and at least one", i, l.Name, len(l.X), len(l.Y))
		}
		for k, x := range l.X {
			if !finite(x) || f.LogX && x < 0 {
				return fmt.Errorf("line %d (%q): X[%d] is %v, which has no place on the axis", i, l.Name, k, x)
			}
			if k > 0 && x < l.X[k-1] {
				return fmt.Errorf("line %d (%q): X[%d] is %v, less than %v before it; sort the points", i, l.Name, k, x, l.X[k-1])
			}
		}
	}
	for i, m := range f.Marks {
		if !finite(m.X) || f.LogX && m.X < 0 {
			return fmt.Errorf("mark %d (%q) is at %v, which has no place on the axis", i, m.Text, m.X)
		}
	}
	return nil
}

func (f Curves) xScale() scale {
	var xs []float64
	for _, l := range f.Lines {
		xs = append(xs, l.X...)
	}
	for _, m := range f.Marks {
		xs = append(xs, m.X)
	}
	x := fitScale(xs, f.LogX, 0.02)
	if f.LogX && slices.Contains(xs, 0) {
		x = x.withZero()
	}
	return x
}

// panel makes the axes of one unit. first is the number of lines in earlier
// panels, so that no two lines of a picture look alike.
func (f Curves) panel(axis string, x scale, first int) (p *panel, keys []key, hidden int) {
	var lines []Line
	var styles []vgdraw.LineStyle
	var ys []float64
	for _, l := range f.Lines {
		if l.Axis != axis {
			continue
		}
		i := first + len(lines)
		style := vgdraw.LineStyle{Color: series(i), Width: 1.2, Dashes: dashes(i)}
		if l.Control {
			style.Width, style.Dashes = 0.9, dashes(max(i, 1))
		}
		lines, styles = append(lines, l), append(styles, style)
		keys = append(keys, key{name: l.Name, line: &style})
		ys = append(ys, l.Y...)
	}
	p = &panel{yLabel: axis, x: x, y: fitScale(ys, !f.LinearY, 0.05)}
	for _, y := range ys {
		if !p.y.shows(y) {
			hidden++
		}
	}
	p.paint = func(c pen, p *panel) {
		for _, m := range f.Marks {
			at := p.at(m.X, p.y.lo).X
			style := vgdraw.LineStyle{Color: slate, Width: 0.6, Dashes: []vg.Length{2, 2}}
			if m.Text == "" {
				style = vgdraw.LineStyle{Color: ink, Width: 1}
			}
			c.StrokeLine2(style, at, p.box.Min.Y, at, p.box.Max.Y)
		}
		for i, l := range lines {
			c.curve(p, l, styles[i])
		}
	}
	return p, keys, hidden
}

// placeMarks lays the names of the marks out above the top panel.
func (f Curves) placeMarks(top *panel) tagBlock {
	var tags []tag
	for _, m := range f.Marks {
		if m.Text != "" {
			tags = append(tags, tag{at: top.at(m.X, top.y.lo).X, text: m.Text})
		}
	}
	return placeTags(tags, top.box.Min.X, top.box.Max.X, lettering{size: smallSize, color: slate}, true)
}

// mostPoints is about how many points of a line are drawn.
const mostPoints = 1500

// curve draws a line in pieces between the points that have no place.
func (p pen) curve(in *panel, l Line, style vgdraw.LineStyle) {
	var piece []vg.Point
	flush := func() {
		switch pts := thin(piece); {
		case len(pts) == 1:
			p.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: style.Color, Radius: style.Width, Shape: vgdraw.CircleGlyph{}}, pts[0])
		case len(pts) > 1:
			p.StrokeLines(style, pts)
		}
		piece = nil
	}
	for i, y := range l.Y {
		if !in.y.shows(y) {
			flush()
			continue
		}
		piece = append(piece, in.at(l.X[i], y))
	}
	flush()
	p.SetLineDash(nil, 0)
}

// thin keeps of every stretch of many points its first, lowest, highest and last
// one, so that long noisy curves look the same and stay small.
func thin(pts []vg.Point) []vg.Point {
	if len(pts) <= mostPoints {
		return pts
	}
	size := int(math.Ceil(4 * float64(len(pts)) / mostPoints))
	var kept []vg.Point
	for chunk := range slices.Chunk(pts, size) {
		low, high := 0, 0
		for i, pt := range chunk {
			if pt.Y < chunk[low].Y {
				low = i
			}
			if pt.Y > chunk[high].Y {
				high = i
			}
		}
		at := []int{0, low, high, len(chunk) - 1}
		slices.Sort(at)
		for _, i := range slices.Compact(at) {
			kept = append(kept, chunk[i])
		}
	}
	return kept
}
