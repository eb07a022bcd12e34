package draw

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A key is one entry of a legend: a line, a marker, or a filled square.
type key struct {
	name     string
	line     *vgdraw.LineStyle
	glyph    *vgdraw.GlyphStyle
	fill     color.Color
	outlined bool // the square, which may be as white as the page
	struck   bool // the square is that of a masked cell
}

func lineKey(name string, c color.Color, width vg.Length, dash []vg.Length) key {
	return key{name: name, line: &vgdraw.LineStyle{Color: c, Width: width, Dashes: dash}}
}

func glyphKey(name string, c color.Color, radius vg.Length, shape vgdraw.GlyphDrawer) key {
	return key{name: name, glyph: &vgdraw.GlyphStyle{Color: c, Radius: radius, Shape: shape}}
}

// sample is the width of the line or marker before the name of an entry.
func (k key) sample() vg.Length {
	if k.line != nil {
		return 20
	}
	return 8
}

// A legend is a set of keys in rows, broken where the width ends. It stands below
// a figure, never on data.
type legend struct {
	rows [][]key
	most vg.Length
}

var legendText = lettering{size: smallSize, color: ink, alongY: 0.5}

const (
	legendRow  vg.Length = 12
	legendGap  vg.Length = 14 // between entries
	sampleGap  vg.Length = 4  // between sample and name
	legendHead vg.Length = 6  // above the first row
)

func (k key) width() vg.Length { return k.sample() + sampleGap + legendText.width(k.name) }

// newLegend breaks keys into rows of at most a width. Sets of keys share a row if
// all fit, else each set begins its own.
func newLegend(most vg.Length, sets ...[]key) legend {
	if l := packLegend(most, slices.Concat(sets...)); len(l.rows) <= 1 {
		return l
	}
	l := legend{most: most}
	for _, set := range sets {
		l.rows = append(l.rows, packLegend(most, set).rows...)
	}
	return l
}

func packLegend(most vg.Length, keys []key) legend {
	l := legend{most: most}
	var used vg.Length
	for _, k := range keys {
		k.name = legendText.shorten(k.name, most-k.sample()-sampleGap)
		w := k.width()
		if len(l.rows) == 0 || used+legendGap+w > most {
			l.rows = append(l.rows, nil)
			used = -legendGap
		}
		l.rows[len(l.rows)-1] = append(l.rows[len(l.rows)-1], k)
		used += legendGap + w
	}
	return l
}

func (l legend) height() vg.Length {
	if len(l.rows) == 0 {
		return 0
	}
	return legendHead + legendRow*vg.Length(len(l.rows))
}

// draw draws the legend below top, its rows centred in [x, x+most].
func (l legend) draw(p pen, x, top vg.Length) {
	for i, row := range l.rows {
		y := top - legendHead - legendRow*(vg.Length(i)+0.5)
		used := -legendGap
		for _, k := range row {
			used += legendGap + k.width()
		}
		at := x + (l.most-used)/2
		for _, k := range row {
			k.draw(p, at, y)
			at += k.width() + legendGap
		}
	}
}

func (k key) draw(p pen, x, y vg.Length) {
	mid := x + k.sample()/2
	switch {
	case k.struck:
		p.strike(vg.Rectangle{Min: vg.Point{X: mid - 4, Y: y - 4}, Max: vg.Point{X: mid + 4, Y: y + 4}})
	case k.fill != nil:
		square := corners(vg.Rectangle{Min: vg.Point{X: mid - 4, Y: y - 4}, Max: vg.Point{X: mid + 4, Y: y + 4}})
		p.FillPolygon(k.fill, square)
		if k.outlined {
			p.StrokeLines(vgdraw.LineStyle{Color: slate, Width: 0.5}, append(square, square[0], square[1]))
		}
	case k.line != nil:
		p.StrokeLine2(*k.line, x, y, x+k.sample(), y)
	}
	if k.glyph != nil {
		p.DrawGlyphNoClip(*k.glyph, vg.Point{X: mid, Y: y})
	}
	p.write(legendText, vg.Point{X: x + k.sample() + sampleGap, Y: y}, k.name)
}
