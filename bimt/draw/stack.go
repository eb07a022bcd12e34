package draw

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A Stack is a network whose layers are planes above each other, each neuron at
// its X (to the right) and Y (to the back), seen aslant from above.
type Stack struct {
	Network
}

// A View is a parallel projection: the stack turned about its upright axis, and seen from
// above. Both are in degrees.
type View struct {
	Turn float64 // counterclockwise, seen from above
	Tilt float64 // above 0, at most 85: at 0 planes would be lines
}

// Check says why nothing can be seen from there.
func (v View) Check() error {
	if v == (View{}) {
		return nil
	}
	if !(v.Tilt >= 5 && v.Tilt <= 85) || !(v.Turn >= -360 && v.Turn <= 360) {
		return fmt.Errorf("a view turned by %v° and tilted by %v°: give a turn from −360 to 360 and a tilt from 5 to 85", v.Turn, v.Tilt)
	}
	return nil
}

// project is where the point (x, y) of a plane of side 1 stands, its lowest and leftmost
// corners at 0.
func (v View) project(x, y float64) (right, up float64) {
	if v == (View{}) {
		return x + stackShear*y, stackDepth * y
	}
	sin, cos := math.Sincos(v.Turn * math.Pi / 180)
	low := math.Sin(v.Tilt * math.Pi / 180)
	return cos*x - sin*y - min(cos, 0) - min(-sin, 0), low * (sin*x + cos*y - min(sin, 0) - min(cos, 0))
}

// extent is the width and height of a plane of side 1.
func (v View) extent() (width, height float64) {
	if v == (View{}) {
		return 1 + stackShear, stackDepth
	}
	sin, cos := math.Sincos(v.Turn * math.Pi / 180)
	across := math.Abs(sin) + math.Abs(cos)
	return across, across * math.Sin(v.Tilt*math.Pi/180)
}

// defaultStrongest is the most edges of a Stack, unless its MaxEdges says more.
const defaultStrongest = 2500

// A stackPage is the layout of a Stack: planes of equal size, sheared to the right.
type stackPage struct {
	page
	net          Network
	wires        wiring
	corner       vg.Point // of the lowest plane, front left
	side         vg.Length
	rise         vg.Length // from plane to plane
	view         View
	radius       []vg.Length
	names        []string
	above, below tagBlock
	widest       vg.Length
}

const (
	stackStep  vg.Length = 112 // height from plane to plane, at least
	stackApart vg.Length = 0.8 // the same, in parts of the height of a turned plane

	stackShear = 0.42 // of a plane to the right, in parts of its side
	stackDepth = 0.36 // of a plane on the page, likewise
)

// Picture draws the stack with its strongest edges: MaxEdges, or 2500 of them. It
// fails as the Picture of a Network does.
func (s Stack) Picture() (*Picture, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := s.View.Check(); err != nil {
		return nil, fmt.Errorf("draw: network %q: %w", s.Title, err)
	}
	g := &stackPage{view: s.View, page: page{title: s.Title, width: pageWidth}, net: s.Network, wires: s.wire(defaultStrongest)}
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
	across, deep := s.View.extent()
	g.side = (g.width - margin - g.corner.X) / vg.Length(across)
	g.rise = stackStep
	if s.View != (View{}) {
		g.rise = max(stackStep, stackApart*vg.Length(deep)*g.side)
	}
	g.body = g.rise*vg.Length(len(s.Layers)-1) + vg.Length(deep)*g.side + 4
	g.widest = max(0.8, 0.6*g.wires.widest())
	for l := range s.Layers {
		g.radius = append(g.radius, g.dotSize(l))
	}
	g.below = placeTags(g.tags(0), margin, g.width-margin, labelText, false)
	if last := len(s.Layers) - 1; last > 0 {
		g.above = placeTags(g.tags(last), margin, g.width-margin, labelText, true)
	}
	g.head, g.foot = g.above.height+tagPad, g.below.height+tagPad
	g.finish([][]key{g.wires.keys(g.widest), s.keys(g.wires), s.scoring().keys()}, s.Caption, g.wires.note(),
		leftNote(g.below.left, "inputs"), leftNote(g.above.left, "outputs"), s.innerNote(),
		inFull(g.above.cut), inFull(g.below.cut))
	return &Picture{width: g.width, height: g.height(), title: clean(s.Title), paint: g.draw}, nil
}

// onPlane is the place on the canvas of the point (x, y) of a layer's plane.
func (g *stackPage) onPlane(layer int, x, y float64) vg.Point {
	right, up := g.view.project(x, y)
	return vg.Point{
		X: g.corner.X + g.side*vg.Length(right),
		Y: g.corner.Y + g.rise*vg.Length(layer) + g.side*vg.Length(up),
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
	_, deep := g.view.extent()
	apart := math.Sqrt(float64(g.side*g.side) * deep / float64(len(g.net.Layers[layer].Neurons)))
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
		c.write(nameText, vg.Point{X: g.corner.X - 8, Y: g.leftmost(l) + 4}, g.names[l])
	}
	g.below.draw(c, -tagPad+4, false)
	g.above.draw(c, g.body+tagPad-4, true)
	c.Pop()
}

// leftmost is the height of the leftmost corner of a plane.
func (g *stackPage) leftmost(l int) vg.Length {
	left := g.onPlane(l, 0, 0)
	for _, at := range []vg.Point{g.onPlane(l, 1, 0), g.onPlane(l, 1, 1), g.onPlane(l, 0, 1)} {
		if at.X < left.X {
			left = at
		}
	}
	return left.Y
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
	c.neurons(g.net.Layers[l], g.radius[l], g.wires.bare(g.net, l), func(i int) vg.Point { return g.at(l, i) }, g.net.scoring())
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
