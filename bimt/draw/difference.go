package draw

import (
	"errors"
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt/flow"
)

// Difference lays out two networks as one, as FromFlow does: wires above the threshold in
// both are grey, those in a alone and in b alone have a colour each, and each is as wide as
// the larger of the two weights. A neuron is dead if it is so in both.
//
// The two are of one shape, and equal elements of their parameters are compared: align them
// first. Names are those of the two in the legend. Places, and labels, are those of a.
func Difference(a, b *flow.Flow, threshold float64, title string, names [2]string, labels Labels) (Network, error) {
	if a == nil || b == nil || !alikeFlows(a, b) {
		return Network{}, errors.New("draw: the flows of the two networks are not alike: give networks of one shape")
	}
	alive, err := a.Alive(threshold)
	if err != nil {
		return Network{}, fmt.Errorf("draw: %w", err)
	}
	other, err := b.Alive(threshold)
	if err != nil {
		return Network{}, fmt.Errorf("draw: %w", err)
	}
	for i, s := range a.Stages {
		living := other[b.Stages[i]]
		order := b.Stages[i].Axis.Order()
		for place, number := range s.Axis.Order() {
			alive[s][number] = alive[s][number] || living[order[place]]
		}
	}
	d := &flowDrawing{net: Network{Title: title, Above: threshold}, alive: alive, seats: map[*flow.Stage]seat{}}
	d.net.Kinds = []string{"in both", "only in " + names[0], "only in " + names[1]}
	for _, row := range a.Rows() {
		if err := d.layer(a, row, labels); err != nil {
			return d.net, err
		}
	}
	for i, w := range a.Wires {
		if err := d.differ(w, b.Wires[i]); err != nil {
			return d.net, fmt.Errorf("draw: %w", err)
		}
	}
	d.markDead(a)
	d.choose()
	return d.net, nil
}

func alikeFlows(a, b *flow.Flow) bool {
	if len(a.Stages) != len(b.Stages) || len(a.Wires) != len(b.Wires) {
		return false
	}
	for i, s := range a.Stages {
		if s.Axis.Len() != b.Stages[i].Axis.Len() || s.Copies != b.Stages[i].Copies {
			return false
		}
	}
	for i, w := range a.Wires {
		if w.Len() != b.Wires[i].Len() {
			return false
		}
	}
	return true
}

// differ adds the cells that are above the threshold in one of two wires.
func (d *flowDrawing) differ(a, b *flow.Wire) error {
	if a.Kind != flow.Affine {
		return d.wire(a)
	}
	from, to := d.seats[a.From], d.seats[a.To]
	d.net.Total += a.Len()
	second := map[flow.Cell]float64{}
	if err := b.Each(0, func(c flow.Cell, v float64) { second[c] = v }); err != nil {
		return err
	}
	var bundle []Edge
	err := a.Each(-1, func(c flow.Cell, x float64) { // zeros too
		y := second[c]
		inA, inB := math.Abs(x) > d.net.Above, math.Abs(y) > d.net.Above
		e := Edge{FromLayer: from.layer, FromNeuron: from.first + c.Copy*a.From.Axis.Len() + c.From, ToLayer: to.layer, ToNeuron: to.first + c.To, Weight: x}
		switch {
		case !inA && !inB:
			return
		case inA && !inB:
			e.Kind = 1
		case inB && !inA:
			e.Kind = 2
		}
		if math.Abs(y) > math.Abs(x) {
			e.Weight = y
		}
		bundle = append(bundle, e)
	})
	d.net.Over += len(bundle)
	if len(bundle) > 0 {
		d.bundles = append(d.bundles, bundle)
	}
	return err
}
