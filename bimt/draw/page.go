package draw

import "gonum.org/v1/plot/vg"

// A page stacks what most figures have: a title, a head (labels above), a body, a
// foot (labels below), a legend and a caption.
type page struct {
	title            string
	width            vg.Length
	head, body, foot vg.Length
	legend           legend
	caption          []string
}

var (
	titleText   = lettering{size: titleSize, bold: true, alongX: 0.5, alongY: 1}
	captionText = lettering{size: smallSize, color: slate, alongX: 0.5, alongY: 1}
)

const captionRow = smallSize * 1.25

// finish adds a legend and a caption, each sentence of it on a line of its own.
func (g *page) finish(keys [][]key, sentences ...string) {
	room := g.width - 2*margin
	g.legend = newLegend(room, keys...)
	for _, s := range sentences {
		g.caption = append(g.caption, captionText.wrap(s, room)...)
	}
	if g.title != "" {
		g.title = titleText.shorten(g.title, room)
	}
}

func (g *page) titleHeight() vg.Length {
	if g.title == "" {
		return 0
	}
	return titleText.height() + 8
}

func (g *page) captionHeight() vg.Length {
	if len(g.caption) == 0 {
		return 0
	}
	return 6 + captionRow*vg.Length(len(g.caption))
}

// height is that of the whole picture.
func (g *page) height() vg.Length {
	return 2*margin + g.titleHeight() + g.head + g.body + g.foot + g.legend.height() + g.captionHeight()
}

// drawPage draws title, legend and caption, and returns the height at which the
// body begins.
func (g *page) drawPage(c pen) (bottom vg.Length) {
	y := g.height() - margin
	c.write(titleText, vg.Point{X: g.width / 2, Y: y}, g.title)
	y -= g.titleHeight() + g.head + g.body
	bottom = y
	y -= g.foot
	g.legend.draw(c, margin, y)
	y -= g.legend.height() + 6
	for _, line := range g.caption {
		c.write(captionText, vg.Point{X: g.width / 2, Y: y}, line)
		y -= captionRow
	}
	return bottom
}
