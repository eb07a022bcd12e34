package draw

import (
	"fmt"
	"image/color"

	"github.com/gobimt/bimt/bimt/flow"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// ByModule is a network with a colour for each module, of its neurons and of the weights
// among them; what leads from one to another is grey, and negative weights are dashed.
type ByModule struct {
	Network
	// Modules has for each layer the module of every neuron, from 0 on; −1 for none.
	Modules [][]int
	Names   []string // of the modules, for the legend
}

// moduleColours is how many modules have a colour of their own; the others are grey.
const moduleColours = 6

// FromModules lays out a network as FromFlow does, in the colours of modules, neurons by
// number; names are for the legend, one for each module.
func FromModules(f *flow.Flow, threshold float64, title string, labels Labels, modules [][]flow.Neuron, names []string) (ByModule, error) {
	n, err := FromFlow(f, threshold, title, labels)
	if err != nil {
		return ByModule{}, err
	}
	of := map[flow.Neuron]int{}
	for k, m := range modules {
		for _, v := range m {
			of[v] = k + 1
		}
	}
	b := ByModule{Network: n, Names: names}
	for _, row := range f.Rows() {
		var layer []int
		for _, s := range row {
			order := s.Axis.Order()
			for range s.Copies {
				for i := range s.Axis.Len() {
					layer = append(layer, of[flow.Neuron{Axis: s.Axis, Number: order[i]}]-1)
				}
			}
		}
		b.Modules = append(b.Modules, layer)
	}
	return b, nil
}

func (b ByModule) checkModules() error {
	if len(b.Modules) != len(b.Layers) {
		return fmt.Errorf("draw: network %q: it has %d layers, and modules of %d", b.Title, len(b.Layers), len(b.Modules))
	}
	for l, of := range b.Modules {
		if len(of) != len(b.Layers[l].Neurons) {
			return fmt.Errorf("draw: network %q: layer %d has %d neurons, and modules of %d", b.Title, l, len(b.Layers[l].Neurons), len(of))
		}
		for i, m := range of {
			if m < -1 || m >= len(b.Names) {
				return fmt.Errorf("draw: network %q: neuron %d of layer %d is of module %d, but %d are named", b.Title, i, l, m, len(b.Names))
			}
		}
	}
	return nil
}

// Picture draws the network in the plane, as a Network is. It fails on what no Network can
// be drawn of, and on modules that are not those of its neurons.
func (b ByModule) Picture() (*Picture, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	if err := b.checkModules(); err != nil {
		return nil, err
	}
	w := b.wire(defaultMaxEdges)
	g := b.page(w)
	g.caption = nil
	g.finish([][]key{b.moduleKeys(), b.wireKeys(w, g.plane.widest)}, b.Caption, w.note(), b.greyNote(), b.flatNote(), inFull(g.above.cut), inFull(g.below.cut))
	return &Picture{width: g.width, height: g.height(), title: clean(b.Title), paint: func(c pen) {
		g.drawAround(c, func(c pen) { b.paint(c, g.plane) })
	}}, nil
}

// colour is that of a module.
func (b ByModule) colour(m int) color.NRGBA {
	if m < 0 || m >= moduleColours {
		return slate
	}
	return series(m)
}

func (b ByModule) moduleKeys() []key {
	var keys []key
	for m, name := range b.Names[:min(len(b.Names), moduleColours)] {
		keys = append(keys, glyphKey(name, b.colour(m), 3.2, vgdraw.CircleGlyph{}))
	}
	return keys
}

func (b ByModule) greyNote() string {
	switch more := len(b.Names) - moduleColours; {
	case more > 1:
		return fmt.Sprintf("The %s smallest modules are grey.", count(more))
	case more == 1:
		return "The smallest module is grey."
	}
	return ""
}

// wireKeys are those of widths, signs and what is in no module.
func (b ByModule) wireKeys(w wiring, widest vg.Length) []key {
	var keys []key
	between, negative := false, false
	for _, s := range w.strokes {
		for _, e := range s.edges {
			between, negative = between || b.module(e) < 0, negative || e.Weight < 0
		}
	}
	if between {
		keys = append(keys, lineKey("between modules", faint, 1.2, nil))
	}
	if negative {
		keys = append(keys, lineKey("negative weight", slate, 1.2, negativeDash))
	}
	if w.drawn > 0 {
		keys = append(keys, lineKey("|w| = "+number(w.scale), slate, widest, nil), lineKey("|w| = "+number(0.1*w.scale), slate, max(w.thinnest(), 0.1*widest), nil))
	}
	return append(append(keys, glyphKey("dead neuron", faint, 3, vgdraw.RingGlyph{})), b.groupKeys()...)
}

// groupKeys are those of the shapes of kinds of neurons that share a layer.
func (b ByModule) groupKeys() []key {
	var keys []key
	seen := map[string]bool{}
	for _, l := range b.Layers {
		for i, name := range l.Groups {
			if len(l.Groups) > 1 && !seen[name] {
				seen[name] = true
				keys = append(keys, glyphKey(name, slate, 3.2, marker(i)))
			}
		}
	}
	return keys
}

var negativeDash = []vg.Length{4, 2}

// module is the module that both ends of an edge are in, −1 for none.
func (b ByModule) module(e Edge) int {
	if m := b.Modules[e.FromLayer][e.FromNeuron]; m == b.Modules[e.ToLayer][e.ToNeuron] {
		return m
	}
	return -1
}

// paint draws links, wires and neurons, in this order; grey wires first.
func (b ByModule) paint(c pen, p *plane) {
	p.drawLinks(c)
	for _, grey := range []bool{true, false} {
		for _, s := range p.wires.strokes {
			paths := map[int]vg.Path{}
			for _, e := range s.edges {
				path := paths[b.module(e)]
				p.trace(&path, e)
				paths[b.module(e)] = path
			}
			for m := -1; m < len(b.Names); m++ {
				if path, ok := paths[m]; ok && (m < 0) == grey {
					c.SetLineStyle(b.style(p, s, m))
					c.stroke(path)
				}
			}
		}
	}
	c.SetLineStyle(vgdraw.LineStyle{})
	for _, dead := range []bool{true, false} { // the live above all others
		for l, layer := range b.Layers {
			for i, u := range layer.Neurons {
				if u.Dead == dead {
					b.neuron(c, p, l, i)
				}
			}
		}
	}
}

func (b ByModule) neuron(c pen, p *plane, l, i int) {
	u, r := b.Layers[l].Neurons[i], p.radius[l]
	inside, line := color.Color(b.colour(b.Modules[l][i])), vgdraw.LineStyle{Color: paper, Width: min(1.2, r/2)}
	if u.Dead {
		r, inside, line.Color = 0.8*r, paper, faint
	}
	var path vg.Path
	outline(&path, u.Group, p.at(l, i), r)
	c.SetColor(inside)
	c.fill(path)
	c.SetLineStyle(line)
	c.stroke(path)
}

// style is the line of a stroke's edges that are in a module, or in none.
func (b ByModule) style(p *plane, s stroke, m int) vgdraw.LineStyle {
	style := p.wires.style(s, p.widest)
	style.Color = faint
	if m >= 0 {
		style.Color = faded(b.colour(m), 0.45+0.5*float64(s.level)/levels)
	}
	if s.negative {
		style.Dashes = negativeDash
	}
	return style
}
