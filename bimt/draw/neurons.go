package draw

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Neurons is what hidden neurons compute over the inputs: a curve or a small map of each.
type Neurons struct {
	Title   string
	Caption string
	Maps    []NeuronMap
}

// A NeuronMap is one neuron's activation over one or two inputs, the others held.
type NeuronMap struct {
	Name string
	Bias float64
	X    Span
	Y    *Span // nil of a curve
	// Values[row][column] are on an even grid of points from (X.Min, Y.Min), row 0, column 0,
	// to (X.Max, Y.Max), both included; those of a curve are one row. Where a span is
	// logarithmic the grid is even in the logarithm.
	Values [][]float64
}

// A Span is an input and how far it is varied.
type Span struct {
	Name     string
	Min, Max float64
	Log      bool
}

// Picture draws the maps, each in colours of its own: orange below 0, white at 0, blue above
// it, or viridis where no value is below 0; the least and the largest value stand on it. It fails without maps, on a grid that is
// ragged, not finite or smaller than two points a side, and on a span that is empty.
func (f Neurons) Picture() (*Picture, error) {
	if len(f.Maps) == 0 {
		return nil, fmt.Errorf("draw: neurons %q: there are no maps; give at least one", f.Title)
	}
	s := sheet{page: page{title: f.Title, width: 1.2 * pageWidth}, columns: 4, aspect: 0.8, tallest: 150}
	curves, maps := false, false
	for i, m := range f.Maps {
		if err := m.check(); err != nil {
			return nil, fmt.Errorf("draw: neurons %q: map %d (%q): %w", f.Title, i, m.Name, err)
		}
		s.panels = append(s.panels, m.panel())
		curves, maps = curves || m.Y == nil, maps || m.Y != nil
	}
	s.layOut()
	note := "b: bias."
	if curves {
		note += " Curves: activation over one input."
	}
	if maps {
		note += " Maps: activation over two inputs, orange below 0, white at 0 and blue above, or from violet to yellow where none is below 0; on each its least and largest value."
	}
	s.finish(nil, f.Caption, note, inFull(s.cut()))
	return s.picture(), nil
}

func (m NeuronMap) check() error {
	h := HeatPanel{Values: m.Values}
	if err := h.check(); err != nil {
		return err
	}
	if !finite(m.Bias) {
		return fmt.Errorf("its bias is %v; only finite values can be drawn", m.Bias)
	}
	if len(m.Values[0]) < 2 || (m.Y == nil) != (len(m.Values) == 1) {
		return fmt.Errorf("it has %d×%d values; give a curve one row, a map two or more, and both two columns or more", len(m.Values), len(m.Values[0]))
	}
	for _, s := range []*Span{&m.X, m.Y} {
		if s != nil && !(s.Min < s.Max && finite(s.Max-s.Min) && (s.Min > 0 || !s.Log)) {
			return fmt.Errorf("%s is varied from %v to %v; give finite bounds, the lower first, above 0 on a logarithmic axis", s.Name, s.Min, s.Max)
		}
	}
	return nil
}

// biasText has two digits, and is 0 where more would be noise.
func biasText(b float64) string {
	if math.Abs(b) < 5e-4 {
		return "b ≈ 0"
	}
	return "b = " + tidy(strconv.FormatFloat(b, 'g', 2, 64))
}

func (s Span) scale() scale { return scale{lo: s.Min, hi: s.Max, log: s.Log} }

func (m NeuronMap) panel() *panel {
	p := &panel{title: m.Name, value: biasText(m.Bias), x: m.X.scale(), xLabel: m.X.Name}
	if m.Y == nil {
		p.y = fitScale(m.Values[0], false, 0.08)
		p.paint = m.curve
		return p
	}
	p.y, p.yLabel, p.paint = m.Y.scale(), m.Y.Name, m.surface
	return p
}

func (m NeuronMap) curve(c pen, p *panel) {
	var pts []vg.Point
	size := p.box.Size()
	for i, v := range m.Values[0] {
		along := vg.Length(i) / vg.Length(len(m.Values[0])-1)
		pts = append(pts, vg.Point{X: p.box.Min.X + along*size.X, Y: p.at(m.X.Min, v).Y})
	}
	if zero := p.at(m.X.Min, 0).Y; zero > p.box.Min.Y && zero < p.box.Max.Y {
		c.StrokeLine2(vgdraw.LineStyle{Color: faint, Width: 0.8}, p.box.Min.X, zero, p.box.Max.X, zero)
	}
	c.StrokeLines(vgdraw.LineStyle{Color: blue, Width: 1.4}, pts)
}

var rangeText = lettering{size: 6.5, alongX: 1, alongY: 0}

func (m NeuronMap) surface(c pen, p *panel) {
	lo, hi := bounds([][][]float64{m.Values})
	bar := heatBar(lo, hi, "")
	if lo >= 0 && lo < hi { // all of the ramp for what there is
		bar.scale.lo = lo
	}
	c.surface(p.box, m.Values, bar, 120)
	text := number(lo) + " … " + number(hi)
	at := vg.Point{X: p.box.Max.X - 3, Y: p.box.Min.Y + 2}
	c.FillPolygon(faded(paper, 0.75), corners(vg.Rectangle{
		Min: vg.Point{X: at.X - rangeText.width(text) - 2, Y: p.box.Min.Y},
		Max: vg.Point{X: p.box.Max.X, Y: at.Y + rangeText.height()},
	}))
	c.write(rangeText, at, text)
}
