package draw

import (
	"fmt"
	"image/color"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// kindColors are the colours of kinds of edges: what all share is grey.
var kindColors = []color.NRGBA{{0x8C, 0x8C, 0x8C, 0xFF}, blue, vermilion}

// Scores are numbers of neurons, by axis and number, wherever a relocation has put them.
type Scores map[*bimt.Axis]map[int]float64

// Color colours the neurons of a network that FromFlow laid out by their scores, which have a
// name; neurons without one stay as they are. An axis with several stages or copies has its
// colours in all of them. It fails on a number that no neuron has, and for another flow.
func (n *Network) Color(f *flow.Flow, name string, scores Scores) error {
	if f == nil {
		return fmt.Errorf("draw: network %q: there is no flow to colour by", n.Title)
	}
	n.Scores = name
	for axis, of := range scores {
		if axis == nil {
			return fmt.Errorf("draw: network %q: scores of an axis that is missing", n.Title)
		}
		for number := range of {
			if number < 0 || number >= axis.Len() {
				return fmt.Errorf("draw: network %q: axis %s has %d neurons, there is no number %d to colour", n.Title, axis.Name(), axis.Len(), number)
			}
		}
	}
	all := f.Rows()
	if len(all) != len(n.Layers) {
		return fmt.Errorf("draw: network %q has %d layers, the flow %d: give the flow it was drawn from", n.Title, len(n.Layers), len(all))
	}
	for l, row := range all {
		i := 0
		for _, s := range row {
			order := s.Axis.Order()
			for k := range s.Copies * len(order) {
				if i >= len(n.Layers[l].Neurons) {
					return fmt.Errorf("draw: network %q: layer %d has fewer neurons than the flow: give the flow it was drawn from", n.Title, l)
				}
				if v, ok := scores[s.Axis][order[k%len(order)]]; ok {
					n.Layers[l].Neurons[i].Score = &v
				}
				i++
			}
		}
	}
	return nil
}

// A scoring is the colours of the scores of neurons.
type scoring struct {
	name string
	bar  *colorBar
}

// scoring is over all scores of a network, nil if there are none.
func (n Network) scoring() *scoring {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, l := range n.Layers {
		for _, u := range l.Neurons {
			if u.Score != nil {
				lo, hi = math.Min(lo, *u.Score), math.Max(hi, *u.Score)
			}
		}
	}
	if lo > hi {
		return nil
	}
	return &scoring{name: n.Scores, bar: heatBar(lo, hi, "")}
}

func (s *scoring) color(v float64) color.NRGBA { return s.bar.ramp.at(s.bar.scale.at(v)) }

// keys are five colours of the scale, the first with its name.
func (s *scoring) keys() []key {
	if s == nil {
		return nil
	}
	const steps = 4
	var keys []key
	for i := range steps + 1 {
		v := s.bar.scale.lo + (s.bar.scale.hi-s.bar.scale.lo)*float64(i)/steps
		k := key{name: number(v), fill: s.color(v), outlined: true}
		if i == 0 && s.name != "" {
			k.name = s.name + " = " + k.name
		}
		keys = append(keys, k)
	}
	return keys
}

// scored draws the neurons that have a score, in its colour with an outline, since white
// and the palest colours are among them; those that are dead have a faint one.
func (p pen) scored(l Layer, r vg.Length, at func(i int) vg.Point, s *scoring) {
	if s == nil {
		return
	}
	for i, u := range l.Neurons {
		if u.Score == nil {
			continue
		}
		var path vg.Path
		outline(&path, u.Group, at(i), r)
		p.SetColor(s.color(*u.Score))
		p.fill(path)
		line := vgdraw.LineStyle{Color: ink, Width: min(0.6, r/3)}
		if u.Dead {
			line.Color = faint
		}
		p.SetLineStyle(line)
		p.stroke(path)
	}
}
