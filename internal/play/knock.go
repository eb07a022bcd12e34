package play

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
)

// neuron is a neuron of an axis by its number, which stays with it when it moves.
type neuron struct {
	axis   *bimt.Axis
	number int
}

// KnockOut takes the neuron at a place of an axis out of what is looked at (answers, maps,
// curves), or heals it. Training goes on as if nothing had happened.
func (t *Training) KnockOut(axis string, place int, out bool) error {
	a := t.run.Network.Space.Find(axis)
	if a == nil || place < 0 || place >= a.Len() {
		return fmt.Errorf("neuron: there is no place %d on an axis %q", place, axis)
	}
	if a == t.run.Network.Out {
		return fmt.Errorf("neuron: nothing reads outputs: knock out one that leads somewhere")
	}
	n := neuron{a, a.Order()[place]}
	if delete(t.out, n); out {
		t.out[n] = true
	}
	return nil
}

// knocked calls look with the wires that lead from what is knocked out at 0, then puts them
// back.
func (t *Training) knocked(look func() error) error {
	if len(t.out) == 0 {
		return look()
	}
	for _, c := range t.run.Network.Space.Connections() {
		from, _ := c.Ends()
		gone := t.places(from)
		if len(gone) == 0 {
			continue
		}
		p := c.Param()
		whole := p.Float64s()
		defer p.Set(whole) // of its own length: it fits
		for e := range whole {
			if gone[c.From(e)] {
				put(p, e, 0)
			}
		}
	}
	return look()
}

// places are those of the neurons of an axis that are knocked out.
func (t *Training) places(a *bimt.Axis) map[int]bool {
	gone := map[int]bool{}
	if a == nil {
		return gone
	}
	for place, number := range a.Order() {
		if t.out[neuron{a, number}] {
			gone[place] = true
		}
	}
	return gone
}
