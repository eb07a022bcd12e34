package draw

import (
	"cmp"
	"fmt"
	"math"
	"slices"

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
	p.paint = f.paint
	s := sheet{page: page{title: f.Title}, columns: 1, aspect: 0.66, panels: []*panel{p}}
	s.layOut()
	s.finish([][]key{keys}, f.Caption, lostNote(lost))
	return s.picture(), nil
}

// mostMethods is how many differ in colour or marker: there are 7 colours and 6 markers.
const mostMethods = 42

// paint draws the methods in turns, a run of each, so that none hides another.
func (f Pareto) paint(c pen, p *panel) {
	most := 0
	for _, m := range f.Methods {
		most = max(most, len(m.Runs))
	}
	for k := range most {
		for i, m := range f.Methods {
			if k >= len(m.Runs) || !finite(m.Runs[k].X) || !finite(m.Runs[k].Y) {
				continue
			}
			at := p.at(m.Runs[k].X, m.Runs[k].Y)
			c.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: paper, Radius: 3.5, Shape: marker(i)}, at)
			c.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: faded(series(i), 0.85), Radius: 2.8, Shape: marker(i)}, at)
		}
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
		return fitScale(values, false, pad)
	}
	s := fitScale(values, true, pad)
	if slices.Contains(values, 0) {
		s = s.withZero()
	}
	return s
}
