package draw

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
)

// Labels names neurons by axis: element i is the name of neuron number i, wherever a
// relocation has put it.
type Labels map[*bimt.Axis][]string

// tallLayers is the number of layers above which a picture has little height for each, and
// tallEdges the most weights drawn there: more make a grey carpet.
const (
	tallLayers = 5
	tallEdges  = 1500
)

// FromFlow lays out any network as its signals flow: a layer for each stage, inputs at the
// bottom, every neuron at its place, weights with |w| > threshold as edges and skips as
// links. Query, key and value of an attention share a layer as groups, and so do copies of
// an axis (operands that share an embedding). Tables of tokens and positions have no place
// and are not drawn. Where there are many weights, the same number of each matrix is drawn,
// the strongest.
//
// A neuron is dead if it is so at the threshold (see flow.Flow.Alive), a copy of one also if
// no weight above it leads from the copy; a dead output is constant. Weights at dead neurons
// carry nothing but constants: they are counted in the caption and not drawn.
func FromFlow(f *flow.Flow, threshold float64, title string, labels Labels) (Network, error) {
	if f == nil {
		return Network{}, fmt.Errorf("draw: the flow is missing")
	}
	alive, err := f.Alive(threshold)
	if err != nil {
		return Network{}, fmt.Errorf("draw: %w", err)
	}
	d := &flowDrawing{net: Network{Title: title, Above: threshold}, alive: alive, seats: map[*flow.Stage]seat{}}
	d.net.Caption = strings.Join(f.Opaque, "; ")
	for _, row := range f.Rows() {
		if err := d.layer(f, row, labels); err != nil {
			return d.net, err
		}
	}
	for _, w := range f.Wires {
		if err := d.wire(w); err != nil {
			return d.net, fmt.Errorf("draw: %w", err)
		}
	}
	d.markDead(f)
	d.choose()
	return d.net, nil
}

// flowDrawing is a network's picture while it is made.
type flowDrawing struct {
	net     Network
	alive   map[*flow.Stage][]bool
	seats   map[*flow.Stage]seat
	bundles [][]Edge // by wire
}

// seat is where the neurons of a stage are: a layer, and in it from the first on.
type seat struct{ layer, first int }

// layer adds the neurons of a row of stages.
func (d *flowDrawing) layer(f *flow.Flow, row []*flow.Stage, labels Labels) error {
	l := Layer{Name: flow.RowName(row)}
	for _, s := range row {
		names := labels[s.Axis]
		if names != nil && len(names) != s.Axis.Len() {
			return fmt.Errorf("draw: axis %s has %d neurons, was given %d labels", s.Axis.Name(), s.Axis.Len(), len(names))
		}
		d.seats[s] = seat{len(d.net.Layers), len(l.Neurons)}
		order := s.Axis.Order()
		for c := range s.Copies {
			for i := range s.Axis.Len() {
				p := s.Axis.Layout().Point(i)
				v := Neuron{X: p[0], Group: len(l.Groups), Number: order[i], Dead: !d.alive[s][order[i]]}
				if len(p) > 1 {
					v.Y = p[1]
				}
				if names != nil {
					v.Label = names[order[i]]
				}
				l.Neurons = append(l.Neurons, v)
			}
			switch {
			case s.Copies > 1:
				l.Groups = append(l.Groups, fmt.Sprintf("operand %d", c+1))
			case len(row) > 1:
				l.Groups = append(l.Groups, string(s.Role))
			}
		}
	}
	d.net.Layers = append(d.net.Layers, l)
	return nil
}

// wire adds the cells of a wire above the threshold.
func (d *flowDrawing) wire(w *flow.Wire) error {
	if w.From == nil || w.Kind == flow.Attention {
		return nil
	}
	from, to := d.seats[w.From], d.seats[w.To]
	if w.Kind == flow.Affine {
		d.net.Total += w.Len()
	}
	var bundle []Edge
	err := w.Each(d.net.Above, func(c flow.Cell, v float64) {
		e := Edge{FromLayer: from.layer, FromNeuron: from.first + c.Copy*w.From.Axis.Len() + c.From, ToLayer: to.layer, ToNeuron: to.first + c.To, Weight: v}
		if w.Kind == flow.Affine {
			bundle = append(bundle, e)
		} else {
			d.net.Links = append(d.net.Links, Link{e.FromLayer, e.FromNeuron, e.ToLayer, e.ToNeuron})
		}
	})
	d.net.Over += len(bundle)
	if len(bundle) > 0 {
		d.bundles = append(d.bundles, bundle)
	}
	return err
}

// markDead marks copies that nothing leads from as dead, and takes away what is at the dead.
func (d *flowDrawing) markDead(f *flow.Flow) {
	leads := map[[2]int]bool{} // to what is alive
	for _, b := range d.bundles {
		for _, e := range b {
			if !d.dead(e.ToLayer, e.ToNeuron) {
				leads[[2]int{e.FromLayer, e.FromNeuron}] = true
			}
		}
	}
	for _, s := range f.Stages {
		at := d.seats[s]
		for i := range s.Axis.Len() * s.Copies {
			v := &d.net.Layers[at.layer].Neurons[at.first+i]
			v.Dead = v.Dead || s.Copies > 1 && !leads[[2]int{at.layer, at.first + i}]
			v.Constant = v.Dead && s.Output
		}
	}
	d.net.Links = slices.DeleteFunc(d.net.Links, func(k Link) bool {
		return d.dead(k.FromLayer, k.FromNeuron) || d.dead(k.ToLayer, k.ToNeuron)
	})
	for i, b := range d.bundles {
		d.bundles[i] = slices.DeleteFunc(b, func(e Edge) bool {
			return d.dead(e.FromLayer, e.FromNeuron) || d.dead(e.ToLayer, e.ToNeuron)
		})
		d.net.Idle += len(b) - len(d.bundles[i])
	}
}

func (d *flowDrawing) dead(layer, neuron int) bool { return d.net.Layers[layer].Neurons[neuron].Dead }

// choose takes the weights to draw: all, or where these are too many the same number of
// each matrix, the strongest.
func (d *flowDrawing) choose() {
	slices.SortStableFunc(d.bundles, func(a, b []Edge) int { return cmp.Compare(len(a), len(b)) })
	room := defaultMaxEdges
	if len(d.net.Layers) > tallLayers {
		room = tallEdges
	}
	for i, b := range d.bundles {
		if most := room / (len(d.bundles) - i); len(b) > most {
			slices.SortStableFunc(b, func(x, y Edge) int { return cmp.Compare(math.Abs(y.Weight), math.Abs(x.Weight)) })
			b = b[:most]
			d.net.Chosen = "of each matrix"
		}
		room -= len(b)
		d.net.Edges = append(d.net.Edges, b...)
	}
}
