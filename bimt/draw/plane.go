package draw

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A plane draws the neurons and wires of a network inside a rectangle.
type plane struct {
	net    Network
	wires  wiring
	box    vg.Rectangle
	radius []vg.Length // of the neurons, by layer
	widest vg.Length   // of the wires
}

// newPlane lays a network out in a rectangle: each layer at its height, each
// neuron as large as its closest neighbour allows.
func newPlane(n Network, w wiring, box vg.Rectangle, largest, widest vg.Length) *plane {
	p := &plane{net: n, wires: w, box: box, widest: widest}
	for _, layer := range n.Layers {
		groups := make([][]float64, max(1, len(layer.Groups)))
		for _, u := range layer.Neurons {
			groups[u.Group] = append(groups[u.Group], u.X)
		}
		near := 1.0
		for _, xs := range groups {
			slices.Sort(xs)
			for i := range len(xs) - 1 {
				if gap := xs[i+1] - xs[i]; gap > together {
					near = min(near, gap)
				}
			}
		}
		r := min(largest, 0.33*vg.Length(near)*(box.Max.X-box.Min.X))
		p.radius = append(p.radius, max(r, 0.4))
	}
	return p
}

// together is the gap below which neurons have one place, but for rounding, as those of a
// ring behind each other.
const together = 1e-6

// at is the place of a neuron on the canvas. The groups of a layer stand a little
// apart, aslant, so that those with the same X are all seen.
func (p *plane) at(layer, neuron int) vg.Point {
	u := p.net.Layers[layer].Neurons[neuron]
	size := p.box.Max.Sub(p.box.Min)
	y := 0.5
	if last := len(p.net.Layers) - 1; last > 0 {
		y = float64(layer) / float64(last)
	}
	at := vg.Point{X: p.box.Min.X + vg.Length(u.X)*size.X, Y: p.box.Min.Y + vg.Length(y)*size.Y}
	if groups := len(p.net.Layers[layer].Groups); groups > 1 {
		step := vg.Length(u.Group) - vg.Length(groups-1)/2
		at.X += step * min(2.5, 1.2*p.radius[layer])
		at.Y += step * groupStep
	}
	return at
}

// groupStep is the height between two groups of a layer, in points.
const groupStep vg.Length = 9

// draw paints links, wires and neurons, in this order.
func (p *plane) draw(c pen) {
	p.drawLinks(c)
	for _, s := range p.wires.strokes {
		var path vg.Path
		for _, e := range s.edges {
			p.trace(&path, e)
		}
		c.SetLineStyle(p.wires.style(s, p.widest))
		c.stroke(path)
	}
	for l := range p.net.Layers {
		p.drawNeurons(c, l)
	}
}

// trace appends one edge to a path: a straight line, or inside one layer an arc.
func (p *plane) trace(path *vg.Path, e Edge) {
	from, to := p.at(e.FromLayer, e.FromNeuron), p.at(e.ToLayer, e.ToNeuron)
	path.Move(from)
	if e.FromLayer != e.ToLayer {
		path.Line(to)
		return
	}
	if e.FromNeuron == e.ToNeuron {
		const lift = 20
		path.CubeTo(vg.Point{X: from.X - lift, Y: from.Y + lift}, vg.Point{X: from.X + lift, Y: from.Y + lift}, to)
		return
	}
	lift := min(8+0.25*vg.Length(math.Abs(float64(to.X-from.X))), 0.5*p.step())
	path.QuadTo(vg.Point{X: (from.X + to.X) / 2, Y: from.Y + 2*lift}, to)
}

// step is the height between two layers.
func (p *plane) step() vg.Length {
	return (p.box.Max.Y - p.box.Min.Y) / vg.Length(max(1, len(p.net.Layers)-1))
}

// drawLinks draws links behind everything else; one that passes a layer bends
// aside, so that it is not taken for a connection to that layer.
func (p *plane) drawLinks(c pen) {
	var path vg.Path
	for _, k := range p.net.Links {
		from, to := p.at(k.FromLayer, k.FromNeuron), p.at(k.ToLayer, k.ToNeuron)
		path.Move(from)
		if gap := k.ToLayer - k.FromLayer; gap > 1 || gap < -1 {
			aside := p.radius[k.FromLayer] + 1.5
			path.CubeTo(vg.Point{X: from.X + aside, Y: from.Y + (to.Y-from.Y)/3},
				vg.Point{X: to.X + aside, Y: to.Y - (to.Y-from.Y)/3}, to)
			continue
		}
		path.Line(to)
	}
	c.SetLineStyle(vgdraw.LineStyle{Color: faint, Width: 0.5})
	c.stroke(path)
}

func (p *plane) drawNeurons(c pen, l int) {
	c.neurons(p.net.Layers[l], p.radius[l], p.wires.bare(p.net, l), func(i int) vg.Point { return p.at(l, i) }, p.net.scoring())
}

// tags are the labels of a layer.
func (p *plane) tags(l int) []tag {
	var tags []tag
	for i, u := range p.net.Layers[l].Neurons {
		if u.Label != "" {
			tags = append(tags, tag{at: p.at(l, i).X, text: u.Label})
		}
	}
	slices.SortStableFunc(tags, func(a, b tag) int { return cmp.Compare(a.at, b.at) })
	return tags
}
