package draw

import (
	"cmp"
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
	scale               float64 // |w| of the widest
	threshold           float64
	drawn, total, above int    // above: those over the threshold
	idle                int    // of above, those at dead neurons
	chosen              string // which the strongest are taken of
	kinds               []string
}

// A stroke is edges of one width and sign, drawn as one path.
type stroke struct {
	level    int // 1 … levels
	negative bool
	kind     int
	edges    []Edge
}

// wire chooses the edges to draw: those above the threshold, and of these the strongest.
func (n Network) wire(defaultMost int) wiring {
	w := wiring{threshold: n.Above, total: max(len(n.Edges), n.Total), chosen: n.Chosen, idle: n.Idle, kinds: n.Kinds}
	most := n.MaxEdges
	if most == 0 {
		most = defaultMost
	}
	var kept []Edge
	for _, e := range n.Edges {
		w.largest = max(w.largest, math.Abs(e.Weight))
		if math.Abs(e.Weight) > n.Above {
			kept = append(kept, e)
		}
	}
	w.scale = cmp.Or(n.Largest, w.largest)
	w.above = max(len(kept), n.Over)
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
	level := min(levels, max(1, int(math.Ceil(levels*math.Abs(e.Weight)/w.scale))))
	for i := len(w.strokes) - 1; i >= 0 && w.strokes[i].level == level; i-- {
		if w.strokes[i].negative == (e.Weight < 0) && w.strokes[i].kind == e.Kind {
			if len(w.strokes[i].edges) == perPath {
				break
			}
			w.strokes[i].edges = append(w.strokes[i].edges, e)
			return
		}
	}
	w.strokes = append(w.strokes, stroke{level: level, negative: e.Weight < 0, kind: e.Kind, edges: []Edge{e}})
}

// thinnest is the width of the weakest edges: where there are few, each must be seen.
func (w wiring) thinnest() vg.Length {
	switch {
	case w.drawn <= 200:
		return 0.6
	case w.drawn <= 1000:
		return 0.4
	}
	return 0.25
}

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

// style is the line of a stroke: as wide as its part of the widest, and the paler the weaker
// and the more there are, so that a dense network does not become one dark area.
func (w wiring) style(s stroke, widest vg.Length) vgdraw.LineStyle {
	part, strength := float64(s.level)/levels, 1.0
	if w.drawn > 1000 {
		strength = 0.7
	}
	clr := positive
	if s.negative {
		clr = negative
	}
	if len(w.kinds) > 0 {
		clr = kindColors[s.kind]
	}
	return vgdraw.LineStyle{
		Color: faded(clr, strength*(0.35+0.6*math.Sqrt(part))),
		Width: max(w.thinnest(), widest*vg.Length(part)),
	}
}

// note says in words what is drawn and what is not.
func (w wiring) note() string {
	over := "above " + number(w.threshold)
	if w.threshold == 0 {
		over = "other than zero"
	}
	switch {
	case w.total == 0:
		return "No weights."
	case w.above == 0:
		return fmt.Sprintf("None of %s weights is %s.", count(w.total), over)
	case w.drawn == w.above:
		return fmt.Sprintf("%s of %s weights %s, all drawn; the largest |w| is %s.", count(w.above), count(w.total), over, number(w.largest))
	case w.above == w.idle:
		return fmt.Sprintf("%s of %s weights %s, all at dead neurons and not drawn.", count(w.above), count(w.total), over)
	case w.drawn == w.above-w.idle:
		return fmt.Sprintf("%s of %s weights %s, all drawn but %s at dead neurons; the largest |w| drawn is %s.",
			count(w.above), count(w.total), over, count(w.idle), number(w.largest))
	}
	strongest := fmt.Sprintf("the strongest %s drawn", count(w.drawn))
	if w.chosen != "" {
		strongest = fmt.Sprintf("%s drawn, the strongest %s", count(w.drawn), w.chosen)
	}
	return fmt.Sprintf("%s of %s weights %s, %s; the largest |w| is %s.", count(w.above), count(w.total), over, strongest, number(w.largest))
}

// keys are the legend of the signs and widths that occur.
func (w wiring) keys(widest vg.Length) []key {
	var keys []key
	for i, name := range w.kinds {
		keys = append(keys, lineKey(name, kindColors[i], 2, nil))
	}
	for _, sign := range []bool{false, true} {
		if len(w.kinds) == 0 && slices.ContainsFunc(w.strokes, func(s stroke) bool { return s.negative == sign }) {
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
		keys = append(keys, lineKey("|w| = "+number(part*w.scale), slate, max(w.thinnest(), widest*vg.Length(part)), nil))
	}
	return keys
}
