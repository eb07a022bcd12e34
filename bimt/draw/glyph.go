package draw

import (
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// The filled shapes that gonum/plot lacks.
type (
	diamond struct{}
	wedge   struct{} // a triangle on its tip
	cross   struct{}
)

// DrawGlyph draws a square on its tip.
func (diamond) DrawGlyph(c *vgdraw.Canvas, s vgdraw.GlyphStyle, at vg.Point) {
	r := s.Radius * 1.15
	c.FillPolygon(s.Color, polygon(at, r, 4, math.Pi/2))
}

// DrawGlyph draws a triangle on its tip.
func (wedge) DrawGlyph(c *vgdraw.Canvas, s vgdraw.GlyphStyle, at vg.Point) {
	c.FillPolygon(s.Color, polygon(at, s.Radius*1.25, 3, -math.Pi/2))
}

// DrawGlyph draws a thick diagonal cross.
func (cross) DrawGlyph(c *vgdraw.Canvas, s vgdraw.GlyphStyle, at vg.Point) {
	r := s.Radius * 0.85
	style := vgdraw.LineStyle{Color: s.Color, Width: s.Radius * 0.55}
	c.StrokeLine2(style, at.X-r, at.Y-r, at.X+r, at.Y+r)
	c.StrokeLine2(style, at.X-r, at.Y+r, at.X+r, at.Y-r)
}

// polygon returns the corners of a regular polygon, the first at an angle.
func polygon(at vg.Point, r vg.Length, n int, first float64) []vg.Point {
	pts := make([]vg.Point, n)
	for i := range pts {
		sin, cos := math.Sincos(first + 2*math.Pi*float64(i)/float64(n))
		pts[i] = vg.Point{X: at.X + r*vg.Length(cos), Y: at.Y + r*vg.Length(sin)}
	}
	return pts
}

// corners returns the four corners of a rectangle, counterclockwise.
func corners(r vg.Rectangle) []vg.Point {
	return []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
}

// outline appends the shape of a marker to a path, so that thousands of equal
// neurons are one path.
func outline(path *vg.Path, shape int, at vg.Point, r vg.Length) {
	var pts []vg.Point
	switch {
	case shape == 0 && r >= 0.8:
		path.Move(vg.Point{X: at.X + r, Y: at.Y})
		path.Arc(at, r, 0, 2*math.Pi)
		path.Close()
		return
	case shape == 2:
		pts = polygon(at, r*1.25, 3, math.Pi/2)
	case shape == 3:
		pts = polygon(at, r*1.15, 4, math.Pi/2)
	default:
		pts = polygon(at, r*1.2, 4, math.Pi/4)
	}
	path.Move(pts[0])
	for _, pt := range pts[1:] {
		path.Line(pt)
	}
	path.Close()
}

// fill and stroke leave out empty paths, which would only swell the file.
func (p pen) fill(path vg.Path) {
	if len(path) > 0 {
		p.Fill(path)
	}
}

func (p pen) stroke(path vg.Path) {
	if len(path) > 0 {
		p.Stroke(path)
	}
}
