package draw

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A panel is one pair of axes: a frame with ticks, and what is painted into it.
type panel struct {
	title, value   string // the value follows the title and is never cut
	xLabel, yLabel string
	x, y           scale
	// names, if any, stand below the axis in place of ticks, the i-th at i+½.
	names []string
	// rows, if any, stand left of the axis in place of ticks, the first at the top.
	rows  []string
	bare  bool // no ticks and no grid, as around an image
	paint func(pen, *panel)

	box            vg.Rectangle // the frame
	xTicks, yTicks []scaleTick
	below          tagBlock
	head           string    // the title, cut to the room there is
	beside, under  vg.Length // sizes of what stands left of the frame and below it
}

var (
	panelTitle = lettering{size: textSize, bold: true, alongX: 0.5}
	axisLabel  = lettering{size: textSize, alongX: 0.5, alongY: 1}
	xTickText  = lettering{size: smallSize, alongX: 0.5, alongY: 1}
	yTickText  = lettering{size: smallSize, alongX: 1, alongY: 0.5}
)

const (
	tickLength vg.Length = 3
	rowMost    vg.Length = 70 // of the names of rows
	titleOver  vg.Length = 12 // by which a title may be wider than its frame
)

// fitY sets the vertical ticks for a frame of this height.
func (p *panel) fitY(height vg.Length) {
	switch {
	case len(p.rows) > 0:
		every := int(math.Ceil(float64(smallSize * vg.Length(len(p.rows)) / height)))
		p.yTicks = nil
		for i := 0; i < len(p.rows); i += every {
			name := yTickText.shorten(p.rows[i], rowMost)
			p.yTicks = append(p.yTicks, scaleTick{float64(len(p.rows)-i) - 0.5, name})
		}
	case !p.bare:
		p.yTicks = clearTicks(p.y.ticks(max(2, min(7, int(height/17)))), p.y, height, func(string) vg.Length { return yTickText.height() - 5 })
	}
	var w vg.Length
	for _, t := range p.yTicks {
		w = max(w, yTickText.width(t.label))
	}
	if len(p.yTicks) > 0 {
		w += tickLength + 2
	}
	if p.yLabel != "" {
		w += axisLabel.height() + 4
	}
	p.beside = w
}

// fitX sets the title and the horizontal ticks for a frame of this width, few
// enough that their labels do not touch.
func (p *panel) fitX(width vg.Length) {
	var bottom vg.Length
	p.head = p.value
	if p.title != "" {
		value := p.value
		if value != "" {
			value = "\u00a0\u00a0\u00a0" + value // SVG joins plain spaces
		}
		p.head = panelTitle.shorten(p.title, width+titleOver-panelTitle.width(value)) + value
	}
	switch {
	case len(p.names) > 0:
		var tags []tag
		for i, name := range p.names {
			at := vg.Length(p.x.at(float64(i)+0.5)) * width
			tags = append(tags, tag{at: at, text: name})
		}
		p.below = axisTags(tags, width, lettering{size: smallSize})
		bottom = tickLength + 1 + p.below.height
	case !p.bare:
		for n := 7; n > 1; n-- {
			if p.xTicks = p.x.ticks(n); p.apart(width) {
				break
			}
		}
		p.xTicks = clearTicks(p.xTicks, p.x, width, xTickText.width)
		if p.x == p.y && len(p.xTicks) < len(p.yTicks) {
			p.yTicks = slices.Clone(p.xTicks) // equal axes have the same ticks
		}
		bottom = tickLength + 1 + xTickText.height()
	}
	if p.xLabel != "" {
		bottom += 2 + axisLabel.height()
	}
	p.under = bottom
}

// clearTicks takes the labels off ticks that would touch the one before.
func clearTicks(ts []scaleTick, s scale, length vg.Length, size func(string) vg.Length) []scaleTick {
	end := vg.Length(math.Inf(-1))
	for i, t := range ts {
		at, half := vg.Length(s.at(t.value))*length, size(t.label)/2
		switch {
		case t.label == "":
		case at-half < end+5:
			ts[i].label = ""
		default:
			end = at + half
		}
	}
	return ts
}

// apart tells whether no two labels of the horizontal ticks touch.
func (p *panel) apart(width vg.Length) bool {
	end := vg.Length(math.Inf(-1))
	for _, t := range p.xTicks {
		if t.label == "" {
			continue
		}
		at, half := vg.Length(p.x.at(t.value))*width, xTickText.width(t.label)/2
		if at-half < end+5 {
			return false
		}
		end = at + half
	}
	return true
}

// top is the height of what stands above the frame.
func (p *panel) top() vg.Length {
	if p.head == "" {
		return 4
	}
	return panelTitle.height() + 5
}

// at is the place on the canvas of a value; it must be one the scales show.
func (p *panel) at(x, y float64) vg.Point {
	size := p.box.Size()
	return vg.Point{
		X: p.box.Min.X + vg.Length(p.x.at(x))*size.X,
		Y: p.box.Min.Y + vg.Length(p.y.at(y))*size.Y,
	}
}

// draw draws grid, content, frame, ticks and texts.
func (p *panel) draw(c pen) {
	if !p.bare {
		p.drawGrid(c)
	}
	if p.paint != nil {
		p.paint(c, p)
	}
	frame := vgdraw.LineStyle{Color: slate, Width: 0.6}
	pts := corners(p.box)
	c.StrokeLines(frame, append(pts, pts[0], pts[1]))
	p.drawTicks(c, frame)
	mid := vg.Point{X: (p.box.Min.X + p.box.Max.X) / 2, Y: (p.box.Min.Y + p.box.Max.Y) / 2}
	c.write(panelTitle, vg.Point{X: mid.X, Y: p.box.Max.Y + 4}, p.head)
	below := p.box.Min.Y - p.under
	if p.xLabel != "" {
		c.write(axisLabel, vg.Point{X: mid.X, Y: below + axisLabel.height()}, axisLabel.shorten(p.xLabel, p.box.Size().X+titleOver))
	}
	if p.yLabel != "" {
		turned := axisLabel
		turned.turn = math.Pi / 2
		x := p.box.Min.X - p.beside
		c.write(turned, vg.Point{X: x, Y: mid.Y}, axisLabel.shorten(p.yLabel, p.box.Size().Y+30))
	}
}

func (p *panel) drawGrid(c pen) {
	grid := vgdraw.LineStyle{Color: mist, Width: 0.5}
	for _, t := range p.xTicks {
		if x := p.at(t.value, p.y.lo).X; t.label != "" {
			c.StrokeLine2(grid, x, p.box.Min.Y, x, p.box.Max.Y)
		}
	}
	for _, t := range p.yTicks {
		if y := p.at(p.x.lo, t.value).Y; t.label != "" {
			c.StrokeLine2(grid, p.box.Min.X, y, p.box.Max.X, y)
		}
	}
}

func (p *panel) drawTicks(c pen, line vgdraw.LineStyle) {
	length := func(t scaleTick) vg.Length {
		if t.label == "" {
			return tickLength / 2
		}
		return tickLength
	}
	if p.x.zero > 0 { // a break in the axis, after its zero
		x := (p.at(p.x.zero, p.y.lo).X + p.at(p.x.from, p.y.lo).X) / 2
		c.StrokeLine2(vgdraw.LineStyle{Color: paper, Width: 3}, x-1.5, p.box.Min.Y-3, x+1.5, p.box.Min.Y+3)
		c.StrokeLine2(line, x-3, p.box.Min.Y-3, x, p.box.Min.Y+3)
		c.StrokeLine2(line, x, p.box.Min.Y-3, x+3, p.box.Min.Y+3)
	}
	for _, t := range p.xTicks {
		at := vg.Point{X: p.at(t.value, p.y.lo).X, Y: p.box.Min.Y}
		c.StrokeLine2(line, at.X, at.Y, at.X, at.Y-length(t))
		c.write(xTickText, vg.Point{X: at.X, Y: at.Y - tickLength - 1}, t.label)
	}
	for _, t := range p.yTicks {
		at := vg.Point{X: p.box.Min.X, Y: p.at(p.x.lo, t.value).Y}
		c.StrokeLine2(line, at.X, at.Y, at.X-length(t), at.Y)
		c.write(yTickText, vg.Point{X: at.X - tickLength - 2, Y: at.Y}, t.label)
	}
	if len(p.names) > 0 {
		c.Push()
		c.Translate(p.box.Min)
		p.below.draw(c, -tickLength-1, false)
		c.Pop()
	}
}
