package draw

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

const (
	// levels is the number of widths in which edges are drawn. Edges of one width
	// and sign share a path, which keeps the files of large networks small.
	levels = 24
	// perPath is the most edges of one path: the rasteriser's time grows with the
	// square of the lines of a path that cross.
	perPath = 8
)

// A wiring is the edges of a network that are drawn, the weakest first.
type wiring struct {
	strokes             []stroke
	largest             float64
	floor               float64 // in parts of the largest
	drawn, total, above int     // above: those over the floor
	chosen              string  // which weights are edges, if not all
}

// A stroke is edges of one width and sign, drawn as one path.
type stroke struct {
	level    int // 1 … levels
	negative bool
	edges    []Edge
}

// wire chooses the edges to draw: those of at least floor times the largest, and
// of these the strongest.
func (n Network) wire(defaultMost int) wiring {
	w := wiring{floor: n.Floor, total: len(n.Edges) + n.Omitted}
	if w.floor == 0 {
		w.floor = defaultFloor
	}
	w.floor = max(w.floor, 0)
	if n.Omitted > 0 {
		w.chosen = n.Chosen
	}
	most := n.MaxEdges
	if most == 0 {
		most = defaultMost
	}
	for _, e := range n.Edges {
		w.largest = max(w.largest, math.Abs(e.Weight))
	}
	var kept []Edge
	for _, e := range n.Edges {
		if e.Weight != 0 && math.Abs(e.Weight) >= w.floor*w.largest {
			kept = append(kept, e)
		}
	}
	w.above = len(kept)
	slices.SortStableFunc(kept, func(a, b Edge) int {
		switch x, y := math.Abs(a.Weight), math.Abs(b.Weight); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	kept = kept[max(0, len(kept)-most):]
	w.drawn = len(kept)
	for _, e := range kept {
		w.add(e)
	}
	return w
}

// add appends an edge, not weaker than all before it, to the stroke of its width.
func (w *wiring) add(e Edge) {
	level := max(1, int(math.Ceil(levels*math.Abs(e.Weight)/w.largest)))
	for i := len(w.strokes) - 1; i >= 0 && w.strokes[i].level == level; i-- {
		if w.strokes[i].negative == (e.Weight < 0) {
			if len(w.strokes[i].edges) == perPath {
				break
			}
			w.strokes[i].edges = append(w.strokes[i].edges, e)
			return
		}
	}
	w.strokes = append(w.strokes, stroke{level: level, negative: e.Weight < 0, edges: []Edge{e}})
}

// thinnest is the width of the weakest edges.
const thinnest vg.Length = 0.25

// widest is the width of the strongest edge: the less, the more there are.
func (w wiring) widest() vg.Length {
	switch {
	case w.drawn > 5000:
		return 1
	case w.drawn > 1000:
		return 1.5
	case w.drawn > 200:
		return 2.2
	}
	return 3
}

// style is the line of a level: as wide as its part of the widest, and the paler
// the weaker, so that a dense network does not become one dark area.
func (s stroke) style(widest vg.Length) vgdraw.LineStyle {
	part := float64(s.level) / levels
	clr := positive
	if s.negative {
		clr = negative
	}
	return vgdraw.LineStyle{
		Color: faded(clr, 0.35+0.6*math.Sqrt(part)),
		Width: max(thinnest, widest*vg.Length(part)),
	}
}

// note says in words what is drawn and what is not.
func (w wiring) note() string {
	switch {
	case w.total == 0:
		return "No weights."
	case w.largest == 0:
		return fmt.Sprintf("All %s weights are zero.", count(w.total))
	case w.chosen != "":
		return fmt.Sprintf("%s of %s weights are drawn, %s; the largest |w| is %s.",
			count(w.drawn), count(w.total), w.chosen, number(w.largest))
	case w.drawn < w.above:
		return fmt.Sprintf("The strongest %s of %s weights are drawn; the largest |w| is %s.",
			count(w.drawn), count(w.total), number(w.largest))
	case w.drawn < w.total && w.floor > 0:
		return fmt.Sprintf("%s of %s weights are drawn, those of at least %s %% of the largest, |w| = %s.",
			count(w.drawn), count(w.total), number(100*w.floor), number(w.largest))
	case w.drawn < w.total:
		return fmt.Sprintf("%s of %s weights are drawn, those that are not zero; the largest |w| is %s.",
			count(w.drawn), count(w.total), number(w.largest))
	}
	return fmt.Sprintf("All %s weights are drawn; the largest |w| is %s.", count(w.total), number(w.largest))
}

// keys are the legend of the signs and widths that occur.
func (w wiring) keys(widest vg.Length) []key {
	var keys []key
	for _, sign := range []bool{false, true} {
		if slices.ContainsFunc(w.strokes, func(s stroke) bool { return s.negative == sign }) {
			name, clr := "positive weight", color.Color(positive)
			if sign {
				name, clr = "negative weight", negative
			}
			keys = append(keys, lineKey(name, clr, 2, nil))
		}
	}
	if w.drawn == 0 {
		return keys
	}
	for _, part := range []float64{1, 0.5, 0.1} {
		keys = append(keys, lineKey("|w| = "+number(part*w.largest), slate, max(thinnest, widest*vg.Length(part)), nil))
	}
	return keys
}
