package draw

import (
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A Stack is a network whose layers are planes above each other, each neuron at
// its X (to the right) and Y (to the back), seen aslant from above.
type Stack struct {
	Network
}

// defaultStrongest is the most edges of a Stack, unless its MaxEdges says more.
const defaultStrongest = 2500

// A stackPage is the layout of a Stack: planes of equal size, sheared to the right.
type stackPage struct {
	page
	net          Network
	wires        wiring
	corner       vg.Point // of the lowest plane, front left
	side, depth  vg.Length
	radius       []vg.Length
	names        []string
	above, below tagBlock
	widest       vg.Length
}

const (
	stackStep vg.Length = 112 // height from plane to plane

	stackShear = 0.42 // of a plane to the right, in parts of its side
	stackDepth = 0.36 // of a plane on the page, likewise
)

// Picture draws the stack with its strongest edges: MaxEdges, or 2500 of them. It
// fails as the Picture of a Network does.
func (s Stack) Picture() (*Picture, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	g := &stackPage{page: page{title: s.Title, width: pageWidth}, net: s.Network, wires: s.wire(defaultStrongest)}
	var column vg.Length
	for _, l := range s.Layers {
		name := ""
		if l.Name != "" {
			name = nameText.shorten(l.Name, nameMost)
		}
		g.names = append(g.names, name)
		column = max(column, nameText.width(name))
	}
	g.corner = vg.Point{X: margin + column + 8, Y: 2}
	g.side = (g.width - margin - g.corner.X) / (1 + stackShear)
	g.depth = stackDepth * g.side
	g.body = stackStep*vg.Length(len(s.Layers)-1) + g.depth + 4
	g.widest = max(0.8, 0.6*g.wires.widest())
	for l := range s.Layers {
		g.radius = append(g.radius, g.dotSize(l))
	}
	g.below = placeTags(g.tags(0), margin, g.width-margin, labelText, false)
	if last := len(s.Layers) - 1; last > 0 {
		g.above = placeTags(g.tags(last), margin, g.width-margin, labelText, true)
	}
	g.head, g.foot = g.above.height+tagPad, g.below.height+tagPad
	g.finish([][]key{g.wires.keys(g.widest), s.keys(g.wires)}, s.Caption, g.wires.note(),
		leftNote(g.below.left, "inputs"), leftNote(g.above.left, "outputs"), s.innerNote(),
		inFull(g.above.cut), inFull(g.below.cut))
	return &Picture{width: g.width, height: g.height(), title: clean(s.Title), paint: g.draw}, nil
}

// onPlane is the place on the canvas of the point (x, y) of a layer's plane.
func (g *stackPage) onPlane(layer int, x, y float64) vg.Point {
	return vg.Point{
		X: g.corner.X + g.side*vg.Length(x+stackShear*y),
		Y: g.corner.Y + stackStep*vg.Length(layer) + g.depth*vg.Length(y),
	}
}

// at is the place of a neuron; groups stand a little apart, as in the plane.
func (g *stackPage) at(layer, neuron int) vg.Point {
	l := g.net.Layers[layer]
	u := l.Neurons[neuron]
	at := g.onPlane(layer, u.X, u.Y)
	if len(l.Groups) > 1 {
		at.Y += (vg.Length(u.Group) - vg.Length(len(l.Groups)-1)/2) * 4
	}
	return at
}

// dotSize is the radius of a layer's neurons: by how many there are on its plane.
func (g *stackPage) dotSize(layer int) vg.Length {
	apart := math.Sqrt(float64(g.side*g.depth) / float64(len(g.net.Layers[layer].Neurons)))
	return max(0.5, min(3, vg.Length(0.14*apart)))
}

func (g *stackPage) tags(layer int) []tag {
	var tags []tag
	for i, u := range g.net.Layers[layer].Neurons {
		if u.Label != "" {
			tags = append(tags, tag{at: g.at(layer, i).X, text: u.Label})
		}
	}
	return tags
}

// draw paints from the bottom up: a plane, its neurons, the edges above it; the
// next plane then covers the edges behind it a little.
func (g *stackPage) draw(c pen) {
	bottom := g.drawPage(c)
	c.Push()
	c.Translate(vg.Point{Y: bottom})
	for l := range g.net.Layers {
		quad := []vg.Point{g.onPlane(l, 0, 0), g.onPlane(l, 1, 0), g.onPlane(l, 1, 1), g.onPlane(l, 0, 1)}
		c.FillPolygon(faded(paper, 0.35), quad)
		c.FillPolygon(faded(faint, 0.14), quad)
		c.StrokeLines(vgdraw.LineStyle{Color: faint, Width: 0.5}, append(quad, quad[0], quad[1]))
		g.drawLeaders(c, l)
		g.drawNeurons(c, l)
		g.drawEdges(c, l)
		c.write(nameText, vg.Point{X: g.corner.X - 8, Y: g.onPlane(l, 0, 0).Y + 4}, g.names[l])
	}
	g.below.draw(c, -tagPad+4, false)
	g.above.draw(c, g.body+tagPad-4, true)
	c.Pop()
}

// drawLeaders ties labelled neurons to the labels above or below all planes.
func (g *stackPage) drawLeaders(c pen, l int) {
	thin := vgdraw.LineStyle{Color: faint, Width: 0.5}
	for i, u := range g.net.Layers[l].Neurons {
		if u.Label == "" {
			continue
		}
		at := g.at(l, i)
		end := g.body + tagPad - 4
		if l == 0 {
			end = -tagPad + 4
		}
		c.StrokeLine2(thin, at.X, at.Y, at.X, end)
	}
}

func (g *stackPage) drawNeurons(c pen, l int) {
	c.neurons(g.net.Layers[l], g.radius[l], g.wires.bare(g.net, l), func(i int) vg.Point { return g.at(l, i) })
}

// drawEdges draws the links and edges whose lower end is on a layer.
func (g *stackPage) drawEdges(c pen, l int) {
	var links vg.Path
	for _, k := range g.net.Links {
		if min(k.FromLayer, k.ToLayer) == l {
			links.Move(g.at(k.FromLayer, k.FromNeuron))
			links.Line(g.at(k.ToLayer, k.ToNeuron))
		}
	}
	c.SetLineStyle(vgdraw.LineStyle{Color: faint, Width: 0.4})
	c.stroke(links)
	for _, s := range g.wires.strokes {
		var path vg.Path
		for _, e := range s.edges {
			if min(e.FromLayer, e.ToLayer) == l {
				path.Move(g.at(e.FromLayer, e.FromNeuron))
				path.Line(g.at(e.ToLayer, e.ToNeuron))
			}
		}
		c.SetLineStyle(g.wires.style(s, g.widest))
		c.stroke(path)
	}
}
