package metric

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
)

// saved is the values of a parameter in its own type, so that they can be put back to
// the bit.
type saved struct {
	param    *graph.Param
	float64s []float64
	float32s []float32
}

func save(p *graph.Param) saved {
	return saved{p, slices.Clone(graph.Values[float64](p)), slices.Clone(graph.Values[float32](p))}
}

func (v saved) restore() {
	copy(graph.Values[float64](v.param), v.float64s)
	copy(graph.Values[float32](v.param), v.float32s)
}

// zero sets all elements of the live parameter to 0.
func (v saved) zero() {
	clear(graph.Values[float64](v.param))
	clear(graph.Values[float32](v.param))
}

// put gives element i of the live parameter its saved value.
func (v saved) put(i int) {
	if v.float64s != nil {
		graph.Values[float64](v.param)[i] = v.float64s[i]
	} else {
		graph.Values[float32](v.param)[i] = v.float32s[i]
	}
}

// size is |w| of element i.
func (v saved) size(i int) float64 {
	w := 0.0
	if v.float64s != nil {
		w = v.float64s[i]
	} else {
		w = float64(v.float32s[i])
	}
	return max(w, -w)
}

// shuffled has the same values at random elements.
func (v saved) shuffled(rng *rand.Rand) saved {
	v.float64s, v.float32s = slices.Clone(v.float64s), slices.Clone(v.float32s)
	rng.Shuffle(v.param.Len(), func(i, j int) {
		if v.float64s != nil {
			v.float64s[i], v.float64s[j] = v.float64s[j], v.float64s[i]
		} else {
			v.float32s[i], v.float32s[j] = v.float32s[j], v.float32s[i]
		}
	})
	return v
}

// wires is the weights of all wires of a network, in order of connections.
type wires []saved

func saveWires(s *bimt.Space) wires {
	var w wires
	for _, c := range s.Connections() {
		if c.IsWire() {
			w = append(w, save(c.Param()))
		}
	}
	return w
}

func (w wires) restore() {
	for _, v := range w {
		v.restore()
	}
}

func (w wires) shuffled(rng *rand.Rand) wires {
	all := make(wires, len(w))
	for i, v := range w {
		all[i] = v.shuffled(rng)
	}
	return all
}

// slot is one weight: an element of one of the wires.
type slot struct{ wire, element int }

func (w wires) slots() []slot {
	var all []slot
	for i, v := range w {
		for j := range v.param.Len() {
			all = append(all, slot{i, j})
		}
	}
	return all
}

// ranking is all weights by falling |w|, of equals the first in place first.
func (w wires) ranking() []slot {
	type sized struct {
		slot
		size float64
	}
	var by []sized
	for _, s := range w.slots() {
		by = append(by, sized{s, w[s.wire].size(s.element)})
	}
	slices.SortStableFunc(by, func(a, b sized) int { return cmp.Compare(b.size, a.size) })
	order := make([]slot, len(by))
	for i, s := range by {
		order[i] = s.slot
	}
	return order
}

// keep sets all weights to exactly 0 but those listed.
func (w wires) keep(order []slot) {
	for _, v := range w {
		v.zero()
	}
	for _, s := range order {
		w[s.wire].put(s.element)
	}
}
