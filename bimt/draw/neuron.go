package draw

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A state is how a neuron is drawn.
type state int

// The states.
const (
	live     state = iota
	bare           // alive, but none of its weights is among the strongest, which are drawn
	dead           // on no way from an input to an output
	constant       // an output that is dead
)

// looks are the inside and the outline of neurons by their state, nil inside for that of
// their group, and their names in legends.
var looks = []struct {
	inside  color.Color
	outline vgdraw.LineStyle
	name    string
}{
	live:     {nil, vgdraw.LineStyle{Color: paper, Width: 1.2}, ""},
	bare:     {faint, vgdraw.LineStyle{Color: paper, Width: 1.2}, "weak neuron, its weights not drawn"},
	dead:     {paper, vgdraw.LineStyle{Color: faint, Width: 0.6}, "dead neuron"},
	constant: {paper, vgdraw.LineStyle{Color: ink, Width: 1}, "constant output"},
}

// state tells how a neuron is drawn; weak says that it has no weight or link drawn.
func (u Neuron) state(weak bool) state {
	switch {
	case u.Constant:
		return constant
	case u.Dead:
		return dead
	case weak:
		return bare
	}
	return live
}

// neurons draws those of a layer, all of one state and group as one path.
// Those with a score are drawn above them, each in its colour.
func (p pen) neurons(l Layer, r vg.Length, weak func(i int) bool, at func(i int) vg.Point, scores *scoring) {
	for group := range max(1, len(l.Groups)) {
		paths := make([]vg.Path, len(looks))
		for i, u := range l.Neurons {
			if u.Group == group && u.Score == nil {
				outline(&paths[u.state(weak(i))], group, at(i), r)
			}
		}
		for s := range looks {
			look := looks[len(looks)-1-s] // the live above all others
			path := paths[len(looks)-1-s]
			inside, line := look.inside, look.outline
			if inside == nil {
				inside = groupColor(group, len(l.Groups))
			}
			line.Width = min(line.Width, r/2)
			ring := func() {
				p.SetLineStyle(line)
				p.stroke(path)
			}
			if look.inside != paper {
				ring() // half of it below the inside
			}
			p.SetColor(inside)
			p.fill(path)
			if look.inside == paper {
				ring()
			}
		}
	}
	p.scored(l, r, at, scores)
}

// bare tells which neurons of a layer have none of their weights drawn, where the strongest
// of all are.
func (w wiring) bare(n Network, layer int) func(i int) bool {
	if w.drawn == w.above-w.idle {
		return func(int) bool { return false }
	}
	seen := make([]bool, len(n.Layers[layer].Neurons))
	see := func(at, i int) {
		if at == layer {
			seen[i] = true
		}
	}
	for _, s := range w.strokes {
		for _, e := range s.edges {
			see(e.FromLayer, e.FromNeuron)
			see(e.ToLayer, e.ToNeuron)
		}
	}
	for _, k := range n.Links {
		see(k.FromLayer, k.FromNeuron)
		see(k.ToLayer, k.ToNeuron)
	}
	return func(i int) bool { return !seen[i] }
}
