package draw

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/internal/stats"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Spread is how metrics scatter over seeds: a panel for each metric, in it a box
// and all dots of each method.
type Spread struct {
	Title   string
	Caption string
	Methods []string
	Metrics []Metric
}

// A Metric is one figure of every run. Values[m] are those of method m.
type Metric struct {
	Name   string
	Unit   string // e.g. "weights", "s"; empty for a pure number
	Values [][]float64
}

// Picture draws the panels. An axis is logarithmic where its values are positive
// and span a factor of 8. The box reaches from the first to the third quartile,
// its line is the median. Values that are not finite are counted in the caption.
// It fails if a metric has not one row of values for each method.
func (f Spread) Picture() (*Picture, error) {
	if n := len(f.Methods); n == 0 || n > mostMethods || len(f.Metrics) == 0 {
		return nil, fmt.Errorf("draw: spread %q: there are %d methods and %d metrics; give 1 to %d methods and at least one metric",
			f.Title, n, len(f.Metrics), mostMethods)
	}
	s := sheet{page: page{title: f.Title}, columns: min(3, len(f.Metrics)), aspect: 0.95, tallest: 170}
	if len(f.Metrics) == 4 {
		s.columns = 2
	}
	var lost []string
	for i, m := range f.Metrics {
		if len(m.Values) != len(f.Methods) {
			return nil, fmt.Errorf("draw: spread %q: metric %d (%q) has values of %d methods, but there are %d",
				f.Title, i, m.Name, len(m.Values), len(f.Methods))
		}
		p, bad := f.panel(m)
		if bad > 0 {
			lost = append(lost, fmt.Sprintf("%s %d", m.Name, bad))
		}
		s.panels = append(s.panels, p)
	}
	s.layOut()
	note := ""
	if len(lost) > 0 {
		note = lostNote(lost)
	}
	s.finish(nil, f.Caption, f.legend(), note)
	return s.picture(), nil
}

// boxed is how many runs have quartiles that say more than the runs themselves.
const boxed = 4

// legend says what is drawn.
func (f Spread) legend() string {
	some, all := false, true
	for _, m := range f.Metrics {
		for _, vs := range m.Values {
			n := 0
			for _, v := range vs {
				if finite(v) {
					n++
				}
			}
			some, all = some || n >= boxed, all && (n == 0 || n >= boxed)
		}
	}
	switch {
	case !some:
		return "Lines: medians; dots: runs."
	case !all:
		return fmt.Sprintf("Boxes: quartiles, of %d runs and more; lines: medians; dots: runs.", boxed)
	}
	return "Boxes: quartiles; lines: medians; dots: runs."
}

func (f Spread) panel(m Metric) (p *panel, bad int) {
	values := make([][]float64, len(m.Values))
	var all []float64
	for i, vs := range m.Values {
		for _, v := range vs {
			if !finite(v) {
				bad++
				continue
			}
			values[i] = append(values[i], v)
		}
		slices.Sort(values[i])
		all = append(all, values[i]...)
	}
	p = &panel{
		title: m.Name, yLabel: m.Unit, names: f.Methods,
		x: scale{lo: 0, hi: float64(len(f.Methods))}, y: spanScale(all, false, 0.08),
	}
	p.paint = func(c pen, p *panel) {
		for i, vs := range values {
			c.scatter(p, i, vs)
		}
	}
	return p, bad
}

// scatter draws the box and the dots of sorted values in the i-th column.
func (p pen) scatter(in *panel, i int, sorted []float64) {
	if len(sorted) == 0 {
		return
	}
	column := in.box.Size().X / vg.Length(in.x.hi)
	mid := in.at(float64(i)+0.5, in.y.lo).X
	half := min(0.32*column, 16)
	if len(sorted) >= boxed {
		q1 := in.at(0, stats.Quantile(sorted, 0.25)).Y
		q3 := in.at(0, stats.Quantile(sorted, 0.75)).Y
		box := corners(vg.Rectangle{Min: vg.Point{X: mid - half, Y: q1}, Max: vg.Point{X: mid + half, Y: q3}})
		p.FillPolygon(faded(series(i), 0.18), box)
		p.StrokeLines(vgdraw.LineStyle{Color: series(i), Width: 0.7}, append(box, box[0], box[1]))
	}
	var placed []vg.Point
	const r = 1.9
	for _, v := range sorted {
		at := dodge(placed, vg.Point{X: mid, Y: in.at(0, v).Y}, 2*r, half)
		placed = append(placed, at)
		p.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: faded(series(i), 0.85), Radius: r, Shape: marker(i)}, at)
	}
	median := in.at(0, medianOf(sorted)).Y
	p.StrokeLine2(vgdraw.LineStyle{Color: ink, Width: 1.2}, mid-half, median, mid+half, median)
}

func medianOf(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// dodge moves a dot aside until it touches none of those placed before it, or to
// the middle if there is no room.
func dodge(placed []vg.Point, at vg.Point, apart, half vg.Length) vg.Point {
	free := func(q vg.Point) bool {
		for _, o := range placed {
			if near(o, q, apart) {
				return false
			}
		}
		return true
	}
	for step := vg.Length(0); step <= half; step += apart / 4 {
		for _, x := range []vg.Length{at.X + step, at.X - step} {
			if q := (vg.Point{X: x, Y: at.Y}); free(q) {
				return q
			}
		}
	}
	return at
}
