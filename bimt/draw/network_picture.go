package draw

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

const (
	pageWidth vg.Length = 468 // 6.5 in, a column of text
	pageMost  vg.Length = 936 // as wide as labels may make it
	margin    vg.Length = 10
	nameMost  vg.Length = 96 // of the names of layers at the left
)

// A netPage is the layout of a network's picture, from top to bottom: title,
// output labels, layers, input labels, legend, caption.
type netPage struct {
	page
	plane        *plane
	above, below tagBlock
	names        []string
}

// Picture draws the network in the plane. It fails if a layer is empty, a place
// lies outside of [0,1], an edge has no such end, or a weight is not finite.
func (n Network) Picture() (*Picture, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	g := n.page(n.wire(defaultMaxEdges))
	return &Picture{width: g.width, height: g.height(), title: clean(n.Title), paint: g.draw}, nil
}

// page is the layout on a page as wide as the labels need.
func (n Network) page(wires wiring) *netPage {
	g := n.layOut(wires, pageWidth)
	if g.below.leader > 0 || g.above.leader > 0 || g.below.left+g.above.left > 0 {
		most := vg.Length(max(len(g.below.tags)+g.below.left, len(g.above.tags)+g.above.left))
		g = n.layOut(wires, max(pageWidth, min(pageMost, most*(labelText.height()+1)+120)))
	}
	return g
}

var (
	labelText = lettering{size: textSize}
	nameText  = lettering{size: textSize, alongX: 1, alongY: 0.5}
)

// layOut finds the places of everything on a page of the given width.
func (n Network) layOut(w wiring, width vg.Length) *netPage {
	g := &netPage{page: page{title: n.Title, width: width}}
	var column vg.Length
	for _, l := range n.Layers {
		name := nameText.shorten(l.Name, nameMost)
		if l.Name == "" {
			name = ""
		}
		g.names = append(g.names, name)
		column = max(column, nameText.width(name))
	}
	left := margin + column + 10
	g.body = n.bodyHeight()
	box := vg.Rectangle{Min: vg.Point{X: left}, Max: vg.Point{X: width - margin, Y: g.body}}
	widest := w.widest()
	if len(n.Layers) > tallLayers && w.drawn > 1000 { // little height for each
		widest *= 0.7
	}
	g.plane = newPlane(n, w, box, 3.8, widest)

	lo, hi := vg.Length(margin), width-margin
	g.below = placeTags(g.plane.tags(0), lo, hi, labelText, false)
	if last := len(n.Layers) - 1; last > 0 {
		g.above = placeTags(g.plane.tags(last), lo, hi, labelText, true)
	}
	g.head, g.foot = g.above.height+tagPad, g.below.height+tagPad
	g.finish([][]key{w.keys(widest), n.keys(w), n.scoring().keys()}, n.Caption, w.note(), leftNote(g.below.left, "inputs"), leftNote(g.above.left, "outputs"),
		n.innerNote(), n.flatNote(), inFull(g.above.cut), inFull(g.below.cut))
	return g
}

// tagPad is the height between neurons and their labels.
const tagPad vg.Length = 9

func leftNote(left int, of string) string {
	if left == 0 {
		return ""
	}
	return fmt.Sprintf("%s labels of %s are left out for want of room.", count(left), of)
}

// innerNote counts labels that have no place, since their layer is neither the
// lowest nor the highest.
func (n Network) innerNote() string {
	inner := 0
	for l := 1; l < len(n.Layers)-1; l++ {
		for _, u := range n.Layers[l].Neurons {
			if u.Label != "" {
				inner++
			}
		}
	}
	if inner == 0 {
		return ""
	}
	return fmt.Sprintf("%s labels of inner layers are not drawn.", count(inner))
}

// flatNote warns of neurons that a drawing in the plane shows as one.
func (n Network) flatNote() string {
	for _, l := range n.Layers {
		for i := 1; i < len(l.Neurons); i++ {
			if a, b := l.Neurons[i-1], l.Neurons[i]; a.Y != b.Y {
				return "Neurons behind each other fall together here."
			}
		}
	}
	return ""
}

// bodyHeight is the height from the lowest layer to the highest: less between two
// layers, the more there are, and more where a layer has groups.
func (n Network) bodyHeight() vg.Length {
	step := vg.Length(84)
	switch layers := len(n.Layers); {
	case layers > 8:
		step = 58
	case layers > 5:
		step = 66
	}
	return step * vg.Length(len(n.Layers)-1)
}

// keys are the legend of the neurons and links.
func (n Network) keys(w wiring) []key {
	var keys []key
	seen := map[string]bool{}
	states := make([]bool, len(looks))
	for i, l := range n.Layers {
		weak := w.bare(n, i)
		for k, u := range l.Neurons {
			states[u.state(weak(k))] = true
		}
		for i, name := range l.Groups {
			id := fmt.Sprint(i, name, len(l.Groups) > 1)
			if !seen[id] && len(l.Groups) > 1 {
				seen[id] = true
				keys = append(keys, glyphKey(name, groupColor(i, len(l.Groups)), 3.2, marker(i)))
			}
		}
	}
	for s, look := range looks {
		switch {
		case !states[s] || look.name == "":
		case look.inside == paper:
			keys = append(keys, glyphKey(look.name, look.outline.Color, 3, vgdraw.RingGlyph{}))
		default:
			keys = append(keys, glyphKey(look.name, look.inside, 3, vgdraw.CircleGlyph{}))
		}
	}
	if len(n.Links) > 0 {
		keys = append(keys, lineKey("skip", faint, 0.8, nil))
	}
	return keys
}

func (g *netPage) draw(c pen) { g.drawAround(c, g.plane.draw) }

// drawAround draws what stands around the neurons and wires, which body draws.
func (g *netPage) drawAround(c pen, body func(pen)) {
	bottom := g.drawPage(c)
	c.Push()
	c.Translate(vg.Point{Y: bottom})
	body(c)
	for l, name := range g.names {
		y := g.plane.box.Min.Y + g.plane.step()*vg.Length(l)
		c.write(nameText, vg.Point{X: g.plane.box.Min.X - 10, Y: y}, name)
	}
	g.below.draw(c, -tagPad, false)
	g.above.draw(c, g.body+tagPad, true)
	c.Pop()
}
