package draw

import (
	"fmt"
	"image"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Boundary is a classifier of two inputs: the regions of its decisions with the
// data on top, and the surface of each class's logit with its zero line.
type Boundary struct {
	Title          string
	Caption        string
	XLabel, YLabel string
	Classes        []string
	// Logits[k][row][column] is the logit of class k on an even grid of points from
	// (XMin, YMin), row 0, column 0, to (XMax, YMax), both included.
	Logits                 [][][]float64
	XMin, XMax, YMin, YMax float64
	Points                 []Point
}

// A Point is one example, of class Class.
type Point struct {
	X, Y  float64
	Class int
}

// mostSurfaces is the most classes whose logits are drawn.
const mostSurfaces = 5

// Picture draws the regions and, for at most 5 classes, their logits. It fails if
// a grid is smaller than 2×2, ragged or not finite, if grids and classes differ in
// number, or if a point is not finite or of no class.
func (f Boundary) Picture() (*Picture, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("draw: boundary %q: %w", f.Title, err)
	}
	s := sheet{page: page{title: f.Title}, columns: 2, tallest: 230}
	if n := len(f.Classes); n == 2 || n > 3 && n <= mostSurfaces {
		s.columns, s.width = 3, 1.2*pageWidth
	}
	s.aspect = math.Min(math.Max((f.YMax-f.YMin)/(f.XMax-f.XMin), 0.5), 1.5)
	s.panels = append(s.panels, f.frame("decisions", f.regions))
	note := fmt.Sprintf("The logits of %d classes are not drawn.", len(f.Classes))
	if len(f.Classes) <= mostSurfaces {
		note = "On the logits' surfaces the line is at zero."
		f.addSurfaces(&s)
		for k, name := range f.Classes {
			if v, ok := f.constant(k); ok {
				note += fmt.Sprintf(" The logit of %s is constant, %s: its class is told by the others.", name, v)
			}
		}
	}
	var keys []key
	for k, name := range f.Classes {
		keys = append(keys, glyphKey(name, series(k), 3, marker(k)))
	}
	for i, p := range s.panels {
		if i%s.columns == 0 {
			p.yLabel = f.YLabel
		}
		if i+s.columns >= len(s.panels) {
			p.xLabel = f.XLabel
		}
	}
	s.layOut()
	outside := ""
	if n := f.outside(); n > 0 {
		outside = fmt.Sprintf("%s points lie outside of the grid and are not drawn.", count(n))
	}
	s.finish([][]key{keys}, f.Caption, note, outside)
	return s.picture(), nil
}

// addSurfaces adds a panel for each class's logit, and the colour bar of all.
func (f Boundary) addSurfaces(s *sheet) {
	lo, hi := bounds(f.Logits)
	most := math.Max(1e-300, math.Max(-lo, hi))
	s.bar = heatBar(-most, most, "logit")
	for k := range f.Classes {
		p := f.frame("logit of "+f.Classes[k], func(c pen, p *panel) { f.surface(c, p, k, s.bar) })
		p.value, _ = f.constant(k)
		s.panels = append(s.panels, p)
	}
}

func (f Boundary) check() error {
	if len(f.Classes) == 0 || len(f.Classes) > 7 || len(f.Logits) != len(f.Classes) {
		return fmt.Errorf("there are %d classes and the logits of %d; give 1 to 7 of both", len(f.Classes), len(f.Logits))
	}
	if !(f.XMin < f.XMax && f.YMin < f.YMax) || !finite(f.XMax-f.XMin) || !finite(f.YMax-f.YMin) {
		return fmt.Errorf("the grid reaches from (%v, %v) to (%v, %v); give finite bounds, the lower first", f.XMin, f.YMin, f.XMax, f.YMax)
	}
	for k, grid := range f.Logits {
		h := HeatPanel{Values: grid}
		if err := h.check(); err != nil {
			return fmt.Errorf("logits of class %d (%q): %w", k, f.Classes[k], err)
		}
		if len(grid) < 2 || len(grid[0]) < 2 || len(grid) != len(f.Logits[0]) || len(grid[0]) != len(f.Logits[0][0]) {
			return fmt.Errorf("logits of class %d (%q) are on a grid of %d×%d; give one of at least 2×2, the same for all classes", k, f.Classes[k], len(grid), len(grid[0]))
		}
	}
	for i, pt := range f.Points {
		if !finite(pt.X) || !finite(pt.Y) || pt.Class < 0 || pt.Class >= len(f.Classes) {
			return fmt.Errorf("point %d is (%v, %v) of class %d; give finite places and one of the %d classes", i, pt.X, pt.Y, pt.Class, len(f.Classes))
		}
	}
	return nil
}

func (f Boundary) shows(pt Point) bool {
	return pt.X >= f.XMin && pt.X <= f.XMax && pt.Y >= f.YMin && pt.Y <= f.YMax
}

func (f Boundary) outside() (n int) {
	for _, pt := range f.Points {
		if !f.shows(pt) {
			n++
		}
	}
	return n
}

// even is the part of the largest |logit| of all classes below which the range of a class's
// logit is nothing.
const even = 0.01

// constant tells whether a class has nearly the same logit everywhere, as when training has
// pruned it away, and which.
func (f Boundary) constant(k int) (value string, ok bool) {
	lo, hi := bounds(f.Logits[k : k+1])
	all, most := bounds(f.Logits)
	switch {
	case lo == hi:
		return "= " + number(lo), true
	case hi-lo <= even*math.Max(-all, most):
		return "≈ " + number((lo+hi)/2), true
	}
	return "", false
}

// bounds are the least and the largest value of some grids.
func bounds(grids [][][]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, grid := range grids {
		for _, row := range grid {
			lo, hi = math.Min(lo, slices.Min(row)), math.Max(hi, slices.Max(row))
		}
	}
	return lo, hi
}

// frame is a panel over the extent of the grid.
func (f Boundary) frame(title string, paint func(pen, *panel)) *panel {
	return &panel{title: title, x: scale{lo: f.XMin, hi: f.XMax}, y: scale{lo: f.YMin, hi: f.YMax}, paint: paint}
}

// regions colours every place by the class of its largest logit. Between the
// points of the grid the logits are interpolated, so that borders are smooth.
func (f Boundary) regions(c pen, p *panel) {
	const fine = 320
	img := image.NewNRGBA(image.Rect(0, 0, fine, fine))
	for y := range fine {
		for x := range fine {
			best, top := 0, math.Inf(-1)
			for k, grid := range f.Logits {
				if v := between(grid, (float64(x)+0.5)/fine, 1-(float64(y)+0.5)/fine); v > top {
					best, top = k, v
				}
			}
			img.SetNRGBA(x, y, ramp{paper, series(best)}.at(0.28))
		}
	}
	c.DrawImage(p.box, img)
	for _, pt := range f.Points {
		if !f.shows(pt) {
			continue
		}
		at := p.at(pt.X, pt.Y)
		c.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: paper, Radius: 2.3, Shape: marker(pt.Class)}, at)
		c.DrawGlyphNoClip(vgdraw.GlyphStyle{Color: series(pt.Class), Radius: 1.7, Shape: marker(pt.Class)}, at)
	}
}

// surface paints a grid in the colours of a bar, interpolated to so many pixels on a side.
func (p pen) surface(box vg.Rectangle, grid [][]float64, bar *colorBar, fine int) {
	img := image.NewNRGBA(image.Rect(0, 0, fine, fine))
	for y := range fine {
		for x := range fine {
			v := between(grid, (float64(x)+0.5)/float64(fine), 1-(float64(y)+0.5)/float64(fine))
			img.SetNRGBA(x, y, bar.ramp.at(bar.scale.at(v)))
		}
	}
	p.DrawImage(box, img)
}

// between interpolates a grid bilinearly at (x, y) in [0,1]².
func between(grid [][]float64, x, y float64) float64 {
	at := func(t float64, n int) (i int, part float64) {
		t *= float64(n - 1)
		i = min(int(t), n-2)
		return i, t - float64(i)
	}
	r, fy := at(y, len(grid))
	q, fx := at(x, len(grid[0]))
	low := grid[r][q]*(1-fx) + grid[r][q+1]*fx
	high := grid[r+1][q]*(1-fx) + grid[r+1][q+1]*fx
	return low*(1-fy) + high*fy
}

// surface draws a class's logit and the line on which it is zero.
func (f Boundary) surface(c pen, p *panel, k int, bar *colorBar) {
	c.surface(p.box, f.Logits[k], bar, 240)
	if _, even := f.constant(k); even {
		return // its zero line would tell of nothing but the last digits
	}
	rows, columns := float64(len(f.Logits[k])-1), float64(len(f.Logits[k][0])-1)
	line := vgdraw.LineStyle{Color: ink, Width: 0.9}
	for _, points := range zeroLines(f.Logits[k]) {
		var pts []vg.Point
		for _, at := range points {
			pts = append(pts, p.at(f.XMin+(f.XMax-f.XMin)*at[0]/columns, f.YMin+(f.YMax-f.YMin)*at[1]/rows))
		}
		c.StrokeLines(line, pts)
	}
}
