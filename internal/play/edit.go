package play

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
)

// Wire is one weight of the network as it is drawn: a cell, row-major, of one of its bundles.
type Wire struct {
	Wire int `json:"wire"`
	Cell int `json:"cell"`
}

// A weight that is held has 1 in the memory isHeld and its value in heldAt, so that both move with it.
const (
	isHeld = "play.held"
	heldAt = "play.value"
)

// param is the parameter of a wire and the element that it is.
func (t *Training) param(w Wire) (*graph.Param, int, error) {
	if w.Wire < 0 || w.Wire >= len(t.net.Wires) {
		return nil, 0, fmt.Errorf("wire: there is no bundle %d of %d", w.Wire, len(t.net.Wires))
	}
	of := t.net.Wires[w.Wire]
	if w.Cell < 0 || w.Cell >= len(of.Elements) || of.Elements[w.Cell] < 0 {
		return nil, 0, fmt.Errorf("wire: %s has no weight at cell %d", of.Name, w.Cell)
	}
	return of.Of, of.Elements[w.Cell], nil
}

// SetWeight gives a weight a value, from which it is trained on.
func (t *Training) SetWeight(w Wire, value float64) error {
	p, e, err := t.param(w)
	if err != nil {
		return err
	}
	if math.IsNaN(value) || math.Abs(value) > 1e6 {
		return fmt.Errorf("wire: %v is no weight: give a number between -1e6 and 1e6", value)
	}
	put(p, e, value)
	for _, m := range []string{nn.FirstMoment, nn.SecondMoment} {
		if p.HasMemory(m) {
			remember(p, m, e, 0)
		}
	}
	if p.HasMemory(isHeld) {
		remember(p, heldAt, e, value)
	}
	return t.changed()
}

// Hold sets a weight and keeps it there while the others are trained: at 0 the wire is cut.
func (t *Training) Hold(w Wire, value float64) error {
	if err := t.SetWeight(w, value); err != nil {
		return err
	}
	p, e, err := t.param(w)
	if err != nil {
		return err
	}
	remember(p, isHeld, e, 1)
	remember(p, heldAt, e, value)
	t.held = true
	return t.changed()
}

// Release lets a weight that was held be trained again.
func (t *Training) Release(w Wire) error {
	p, e, err := t.param(w)
	if err != nil {
		return err
	}
	if p.HasMemory(isHeld) {
		remember(p, isHeld, e, 0)
	}
	t.findHeld()
	return t.changed()
}

// HeldWires lists the weights that are held.
func (t *Training) HeldWires() []Wire {
	all := []Wire{}
	for i, w := range t.net.Wires {
		if w.Of == nil || !w.Of.HasMemory(isHeld) {
			continue
		}
		held := recall(w.Of, isHeld)
		for cell, e := range w.Elements {
			if e >= 0 && held[e] != 0 {
				all = append(all, Wire{i, cell})
			}
		}
	}
	return all
}

// holdOn gives what is held its value again after a step.
func (t *Training) holdOn() error {
	if !t.held {
		return nil
	}
	for _, c := range t.run.Network.Space.Connections() {
		at := recall(c.Param(), heldAt)
		for e, h := range recall(c.Param(), isHeld) {
			if h != 0 {
				put(c.Param(), e, at[e])
			}
		}
	}
	return nil
}

// free forgets all that is held.
func (t *Training) free() {
	for _, c := range t.run.Network.Space.Connections() {
		c.Param().Forget(isHeld)
		c.Param().Forget(heldAt)
	}
	t.held = false
}

func (t *Training) findHeld() { t.held = len(t.HeldWires()) > 0 }

// Exchange has the neurons at two places of an axis change places, with all their wires.
func (t *Training) Exchange(axis string, a, b int) (Moves, error) {
	x := t.run.Network.Space.Find(axis)
	if x == nil {
		return Moves{}, fmt.Errorf("axis: there is no %q", axis)
	}
	order := x.Order()
	if a < 0 || b < 0 || a >= len(order) || b >= len(order) {
		return Moves{}, fmt.Errorf("%s: places %d and %d, of 0 to %d", axis, a, b, len(order)-1)
	}
	m := Moves{At: t.run.Done, Before: t.wireCost(), Moved: 2}
	order[a], order[b] = order[b], order[a]
	if err := t.run.Network.Space.Move(map[*bimt.Axis][]int{x: order}); err != nil {
		return Moves{}, err
	}
	m.After = t.wireCost()
	return m, t.changed()
}

// put, remember and recall are for either type of numbers.

func put(p *graph.Param, element int, v float64) {
	if w := graph.Values[float64](p); w != nil {
		w[element] = v
	} else {
		graph.Values[float32](p)[element] = float32(v)
	}
}

func remember(p *graph.Param, name string, element int, v float64) {
	if m := graph.Memory[float64](p, name); m != nil {
		m[element] = v
	} else {
		graph.Memory[float32](p, name)[element] = float32(v)
	}
}

func recall(p *graph.Param, name string) []float64 { return p.MemoryFloat64s(name) }
