package metric

import (
	"cmp"
	"slices"

	"github.com/gobimt/bimt/bimt/flow"
)

// span is two levels of a flow that wires lead between.
type span struct{ from, to int }

// ends are where a wire is drawn: along its two levels.
type ends struct{ from, to spot }

// spot is a place along a level: the group of neurons, then the first coordinate.
type spot struct {
	stage, copy int
	x           float64
}

func (a spot) compare(b spot) int {
	return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.copy, b.copy), cmp.Compare(a.x, b.x))
}

// crossings counts the pairs of wires between the same two levels that cross.
func (g *wiring) crossings() int {
	drawn := map[span][]ends{}
	for _, b := range g.bundles {
		k := span{b.from.Depth, b.to.Depth}
		for _, l := range b.lines {
			n := b.from.Axis.Len()
			drawn[k] = append(drawn[k], ends{g.spot(b.from, l.from/n, l.from%n), g.spot(b.to, 0, l.to)})
		}
	}
	total := 0
	for _, wires := range drawn {
		slices.SortFunc(wires, func(a, b ends) int { return cmp.Or(a.from.compare(b.from), a.to.compare(b.to)) })
		to := make([]spot, len(wires))
		for i, w := range wires {
			to[i] = w.to
		}
		total += inversions(to, make([]spot, len(to)))
	}
	return total
}

func (g *wiring) spot(s *flow.Stage, copy, place int) spot {
	return spot{g.first[s], copy, s.Axis.Layout().Point(place)[0]}
}

// inversions counts the pairs that stand in the wrong order, and sorts: by merging, in
// O(n log n). Wires from one neuron, or to one, never cross: the first are in order, the
// others equal.
func inversions(a, buffer []spot) int {
	if len(a) < 2 {
		return 0
	}
	m := len(a) / 2
	n := inversions(a[:m], buffer[:m]) + inversions(a[m:], buffer[m:])
	copy(buffer, a)
	left, right := buffer[:m], buffer[m:len(a)]
	for i := range a {
		if len(right) == 0 || len(left) > 0 && left[0].compare(right[0]) <= 0 {
			a[i], left = left[0], left[1:]
			continue
		}
		a[i], right = right[0], right[1:]
		n += len(left)
	}
	return n
}
