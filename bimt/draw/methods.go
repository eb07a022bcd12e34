package draw

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// Methods is a table of networks, such as a row for each way of training and a
// column for each experiment, to be compared at a glance.
type Methods struct {
	Title   string
	Caption string
	Columns []string
	Rows    []MethodRow
}

// A MethodRow is one row of the table, with a cell for each column.
type MethodRow struct {
	Name  string
	Cells []MethodCell
}

// A MethodCell is a network with lines of text below it, such as its metrics. It
// may be without a network.
type MethodCell struct {
	Network *Network
	Lines   []string
}

// methodsPage is the layout of the table. Its cells are all of one size.
type methodsPage struct {
	page
	f          Methods
	cell       vg.Point  // size of a drawing
	side, name vg.Length // width of the names of rows, height of those of columns
	planes     [][]*plane
	tags       [][][2]tagBlock // below and above the drawing
	lines      vg.Length       // height of the text below a drawing
	above      vg.Length       // height of the labels above a drawing
	below      vg.Length
}

var (
	rowText  = lettering{size: textSize, bold: true, alongY: 0.5}
	cellText = lettering{size: 7, color: slate, alongX: 0.5, alongY: 1}
	tinyText = lettering{size: 6.5}
)

// Picture draws the table. Inputs and outputs are labelled where there is room for
// their labels side by side. Every network is checked as by its own Picture, and
// drawn with widths relative to its own largest weight. It fails if a row has not
// one cell for each column.
func (f Methods) Picture() (*Picture, error) {
	if len(f.Columns) == 0 || len(f.Rows) == 0 {
		return nil, fmt.Errorf("draw: methods %q: there are %d columns and %d rows; give at least one of both", f.Title, len(f.Columns), len(f.Rows))
	}
	for i, r := range f.Rows {
		if len(r.Cells) != len(f.Columns) {
			return nil, fmt.Errorf("draw: methods %q: row %d (%q) has %d cells, but there are %d columns", f.Title, i, r.Name, len(r.Cells), len(f.Columns))
		}
		for k, c := range r.Cells {
			if c.Network == nil {
				continue
			}
			if err := c.Network.check(); err != nil {
				return nil, fmt.Errorf("draw: methods %q: row %d (%q), column %q: %w", f.Title, i, r.Name, f.Columns[k], err)
			}
		}
	}
	g := &methodsPage{f: f}
	g.layOut()
	return &Picture{width: g.width, height: g.height(), title: clean(f.Title), paint: g.draw}, nil
}

const cellGap vg.Length = 16

func (g *methodsPage) layOut() {
	for _, r := range g.f.Rows {
		g.side = max(g.side, rowText.width(rowText.shorten(r.Name, nameMost))+10)
	}
	columns := vg.Length(len(g.f.Columns))
	width := max(90, (pageWidth-2*margin-g.side-cellGap*(columns-1))/columns)
	width = min(width, 300)
	g.cell = vg.Point{X: width, Y: max(min(0.62*width, 130), min(26*vg.Length(g.f.layers()-1), 300))}
	g.width = 2*margin + g.side + columns*width + (columns-1)*cellGap
	g.page.title = g.f.Title
	g.name = rowText.height() + 8
	most, bare := 0, ""
	for _, r := range g.f.Rows {
		planes, tags := make([]*plane, len(r.Cells)), make([][2]tagBlock, len(r.Cells))
		for k, c := range r.Cells {
			most = max(most, len(c.Lines))
			if c.Network == nil {
				continue
			}
			planes[k], tags[k] = g.layCell(*c.Network)
			if c.Network.labelled() && len(tags[k][0].tags)+len(tags[k][1].tags) == 0 {
				bare = "Labels are left out where there is no room for them."
			}
			g.below, g.above = max(g.below, tags[k][0].height), max(g.above, tags[k][1].height)
			if len(c.Network.Layers[0].Groups) > 0 { // markers of groups reach below their layer
				g.below = max(g.below, groupReach)
			}
		}
		g.planes, g.tags = append(g.planes, planes), append(g.tags, tags)
	}
	g.lines = vg.Length(most) * cellText.size * 1.25
	if g.below > 0 {
		g.below += tinyPad
	}
	if g.above > 0 {
		g.above += tinyPad
	}
	g.body = g.name + vg.Length(len(g.f.Rows))*g.rowHeight() - cellGap
	g.finish(g.keys(), g.f.Caption, g.widthNote(), bare)
}

// widthNote says how weights are drawn.
func (g *methodsPage) widthNote() string {
	note := "Widths are relative to the largest weight of each network"
	least, most, idle := math.Inf(1), 0.0, ""
	for _, r := range g.f.Rows {
		for _, c := range r.Cells {
			if c.Network != nil {
				least, most = min(least, c.Network.Above), max(most, c.Network.Above)
				if c.Network.Idle > 0 {
					idle = " and those at dead neurons"
				}
			}
		}
	}
	switch {
	case most == 0:
		return note + "."
	case least == most:
		return note + "; weights of at most " + number(most) + idle + " are not drawn."
	}
	return note + fmt.Sprintf("; weights of at most %s to %s%s are not drawn.", number(least), number(most), idle)
}

const (
	tinyPad   vg.Length = 4
	cellEdges           = defaultMaxEdges / 4 // the most that one drawing has
)

// layCell lays out one network at the origin, and those of its labels that fit.
func (g *methodsPage) layCell(n Network) (*plane, [2]tagBlock) {
	w := n.wire(cellEdges)
	p := newPlane(n, w, vg.Rectangle{Max: g.cell}, 2, 0.6*w.widest())
	var tags [2]tagBlock
	for i, l := range []int{0, len(n.Layers) - 1} {
		t := p.tags(l)
		for k := range t {
			t[k].text = clean(t[k].text)
		}
		if i == 1 && l == 0 || len(t) == 0 {
			continue
		}
		if b, ok := flatTags(t, -cellGap/2+2, g.cell.X+cellGap/2-2, tinyText, i == 1); ok {
			tags[i] = b
		}
	}
	return p, tags
}

// layers is the most layers of any network of the table.
func (f Methods) layers() int {
	most := 1
	for _, r := range f.Rows {
		for _, c := range r.Cells {
			if c.Network != nil {
				most = max(most, len(c.Network.Layers))
			}
		}
	}
	return most
}

// keys are the legend of all networks together.
func (g *methodsPage) keys() [][]key {
	keys := []key{lineKey("positive weight", positive, 2, nil), lineKey("negative weight", negative, 2, nil)}
	seen := map[string]bool{}
	for _, r := range g.f.Rows {
		for _, c := range r.Cells {
			if c.Network == nil {
				continue
			}
			for _, k := range c.Network.keys(c.Network.wire(cellEdges)) {
				if !seen[k.name] {
					seen[k.name] = true
					keys = append(keys, k)
				}
			}
		}
	}
	return [][]key{keys}
}

// labelled tells whether any neuron has a label.
func (n Network) labelled() bool {
	for _, l := range n.Layers {
		for _, u := range l.Neurons {
			if u.Label != "" {
				return true
			}
		}
	}
	return false
}

// rowHeight is the height from one row to the next.
func (g *methodsPage) rowHeight() vg.Length {
	return g.above + g.cell.Y + g.below + 3 + g.lines + cellGap
}

func (g *methodsPage) draw(c pen) {
	bottom := g.drawPage(c)
	top := bottom + g.body
	for k, name := range g.f.Columns {
		text := panelTitle
		text.alongY = 1
		x := margin + g.side + vg.Length(k)*(g.cell.X+cellGap) + g.cell.X/2
		c.write(text, vg.Point{X: x, Y: top}, text.shorten(name, g.cell.X))
	}
	for i, r := range g.f.Rows {
		y := top - g.name - vg.Length(i)*g.rowHeight() - g.above - g.cell.Y
		c.write(rowText, vg.Point{X: margin, Y: y + g.cell.Y/2}, rowText.shorten(r.Name, nameMost))
		for k, cell := range r.Cells {
			x := margin + g.side + vg.Length(k)*(g.cell.X+cellGap)
			c.Push()
			c.Translate(vg.Point{X: x, Y: y})
			g.drawCell(c, i, k, cell)
			c.Pop()
		}
	}
}

// groupReach is room below a drawing for the markers of a layer's groups.
const groupReach = 10

func (g *methodsPage) drawCell(c pen, i, k int, cell MethodCell) {
	if p := g.planes[i][k]; p != nil {
		p.draw(c)
		g.tags[i][k][0].draw(c, -tinyPad-1, false)
		g.tags[i][k][1].draw(c, g.cell.Y+tinyPad+1, true)
	} else {
		text := cellText
		text.alongY = 0.5
		c.write(text, vg.Point{X: g.cell.X / 2, Y: g.cell.Y / 2}, "no network")
	}
	for n, line := range cell.Lines {
		y := -g.below - 3 - vg.Length(n)*cellText.size*1.25
		c.write(cellText, vg.Point{X: g.cell.X / 2, Y: y}, cellText.shorten(line, g.cell.X+cellGap/2))
	}
}
