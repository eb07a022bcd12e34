package draw

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Pareto is what is lost against what is saved: the test loss of every run against
// its number of active weights, one colour and marker for each method.
type Pareto struct {
	Title   string
	Caption string
	XLabel  string // "active weights" if empty
	YLabel  string // "test loss" if empty
	Methods []Method
}

// A Method is one way of training and all of its runs.
type Method struct {
	Name string
	Runs []Run
}

// A Run is one trained network: X saved, Y lost.
type Run struct{ X, Y float64 }

// wide is the ratio of the largest to the smallest value from which an axis is
// logarithmic.
const wide = 8

// Picture draws every run as a dot. An axis is logarithmic where its values are
// positive and span a factor of 8; on the horizontal one 0 then has a place of its
// own. Runs without finite values are counted in the caption. It fails if there
// are no methods or more than can be told apart, and on a negative X.
func (f Pareto) Picture() (*Picture, error) {
	if len(f.Methods) == 0 || len(f.Methods) > mostMethods {
		return nil, fmt.Errorf("draw: pareto %q: there are %d methods; give 1 to %d, which can be told apart", f.Title, len(f.Methods), mostMethods)
	}
	var xs, ys []float64
	var lost []string
	var keys []key
	for i, m := range f.Methods {
		bad := 0
		for k, r := range m.Runs {
			switch {
			case r.X < 0:
				return nil, fmt.Errorf("draw: pareto %q: run %d of %q is at X = %v; give a count", f.Title, k, m.Name, r.X)
			case !finite(r.X) || !finite(r.Y):
				bad++
			default:
				xs, ys = append(xs, r.X), append(ys, r.Y)
			}
		}
		if bad > 0 {
			lost = append(lost, fmt.Sprintf("%s %d", m.Name, bad))
		}
		keys = append(keys, glyphKey(m.Name, series(i), 3, marker(i)))
	}
	p := &panel{
		xLabel: cmp.Or(f.XLabel, "active weights"), yLabel: cmp.Or(f.YLabel, "test loss"),
		x: spanScale(xs, true, 0.05), y: spanScale(ys, false, 0.06),
	}
	s := sheet{page: page{title: f.Title}, columns: 1, aspect: 0.66, panels: []*panel{p}}
	s.layOut()
	dots, beside := f.place(p)
	p.paint = func(c pen, p *panel) { f.paint(c, p, dots) }
	note := ""
	if beside {
		note = "Dots of one place stand side by side, the first of them at it."
	}
	s.finish([][]key{keys}, f.Caption, note, lostNote(lost))
	return s.picture(), nil
}

// A dot is a run of a method that has its place, from the low left corner of the frame.
type dot struct {
	method int
	at     vg.Point
}

// hides is how near a dot must be to another to hide it, half of its width; aside is the
// farthest that a dot is moved, for each method that there is.
const hides, aside vg.Length = 2.8, 6

// place gives each run its dot, the methods in turns; beside says that some had to be moved,
// which would hide others.
func (f Pareto) place(p *panel) (dots []dot, beside bool) {
	most := 0
	for _, m := range f.Methods {
		most = max(most, len(m.Runs))
	}
	var placed []vg.Point
	for k := range most {
		for i, m := range f.Methods {
			if k >= len(m.Runs) || !finite(m.Runs[k].X) || !finite(m.Runs[k].Y) {
				continue
			}
			own := p.at(m.Runs[k].X, m.Runs[k].Y).Sub(p.box.Min)
			at := own
			if slices.ContainsFunc(placed, func(o vg.Point) bool { return near(o, own, hides/2) }) {
				at = dodge(placed, own, 2*hides, aside*vg.Length(len(f.Methods)))
			}
			beside = beside || at != own
			placed, dots = append(placed, at), append(dots, dot{i, at})
		}
	}
	return dots, beside
}

func near(a, b vg.Point, by vg.Length) bool {
	d := a.Sub(b)
	return d.Dot(d) < by*by
}

// mostMethods is how many differ in colour or marker: there are 7 colours and 6 markers.
const mostMethods = 42

// paint draws the dots.
func (f Pareto) paint(c pen, p *panel, dots []dot) {
	for _, d := range dots {
		at := p.box.Min.Add(d.at)
		c.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: paper, Radius: 3.5, Shape: marker(d.method)}, at)
		c.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: faded(series(d.method), 0.85), Radius: 2.8, Shape: marker(d.method)}, at)
	}
}

func lostNote(lost []string) string {
	if len(lost) == 0 {
		return ""
	}
	s := "Runs without finite values, not drawn:"
	for i, l := range lost {
		if i > 0 {
			s += ","
		}
		s += " " + l
	}
	return s + "."
}

// spanScale is logarithmic if the values span a wide range and are positive, or
// with zeros among them if those get a place of their own.
func spanScale(values []float64, zeros bool, pad float64) scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v > 0 || v < 0 || !zeros {
			lo = math.Min(lo, v)
		}
		hi = math.Max(hi, v)
	}
	if !(lo > 0 && hi >= wide*lo) || math.IsInf(lo, 0) {
		s := fitScale(values, false, pad)
		if s.whole = counts(values); s.whole && slices.Min(values) == slices.Max(values) {
			s.lo, s.hi = values[0]-1, values[0]+1
		}
		return s
	}
	s := fitScale(values, true, pad)
	s.whole = counts(values)
	if slices.Contains(values, 0) {
		s = s.withZero()
	}
	return s
}

// counts tells whether values are whole numbers; if all are 1 they may be parts of a whole,
// such as an accuracy.
func counts(values []float64) bool {
	part := func(v float64) bool { return v != math.Trunc(v) || math.Abs(v) > 1e9 }
	return slices.ContainsFunc(values, func(v float64) bool { return v != 1 }) && !slices.ContainsFunc(values, part)
}
