package draw

import (
	"cmp"
	"fmt"
	"image"
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Heat is one or several matrices as heat maps on one colour scale, such as the
// attention patterns of an example: a panel for each layer and head, its rows
// queries and its columns keys.
type Heat struct {
	Title          string
	Caption        string
	XLabel, YLabel string // e.g. "key" and "query"
	Label          string // of the colour bar, e.g. "attention"
	MaskLabel      string // of masked cells in the legend, "masked" if empty
	Columns        int    // panels in a row; 0 for at most 4
	Panels         []HeatPanel
}

// A HeatPanel is one matrix, Values[row][column], with the names of its rows, the
// first at the top, and of its columns; either may be empty.
type HeatPanel struct {
	Name       string
	Rows, Cols []string
	Values     [][]float64
	// Masked cells have no value by design, such as what a causal attention may not look at:
	// they are grey with a stroke through them, and named in the legend. Nil if there are none.
	Masked [][]bool
}

// Picture draws the maps in viridis if no value is negative, else diverging around
// a white zero. It fails on matrices that are empty or ragged, on names that do
// not match their size, and on values that are not finite.
func (f Heat) Picture() (*Picture, error) {
	if len(f.Panels) == 0 {
		return nil, fmt.Errorf("draw: heat %q: there are no panels; give at least one", f.Title)
	}
	lo, hi, masked := math.Inf(1), math.Inf(-1), false
	for i, h := range f.Panels {
		if err := h.check(); err != nil {
			return nil, fmt.Errorf("draw: heat %q: panel %d (%q): %w", f.Title, i, h.Name, err)
		}
		for r, row := range h.Values {
			for c, v := range row {
				if h.masked(r, c) {
					masked = true
					continue
				}
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	if lo > hi { // all is masked
		lo, hi = 0, 1
	}
	bar := heatBar(lo, hi, f.Label)
	columns := f.Columns
	if columns <= 0 {
		columns = 4
	}
	s := sheet{page: page{title: f.Title}, columns: min(columns, len(f.Panels)), bar: bar, tallest: 220}
	s.tallest = min(220, max(90, 24*vg.Length(len(f.Panels[0].Values))))
	s.aspect = float64(len(f.Panels[0].Values)) / float64(len(f.Panels[0].Values[0]))
	s.aspect = math.Min(math.Max(s.aspect, 0.25), 2)
	for i, h := range f.Panels {
		p := h.panel(bar)
		if i%s.columns == 0 {
			p.yLabel = f.YLabel
		}
		if i+s.columns >= len(f.Panels) {
			p.xLabel = f.XLabel
		}
		s.panels = append(s.panels, p)
	}
	s.layOut()
	left := 0
	for _, p := range s.panels {
		left = max(left, p.below.left, len(p.rows)-len(p.yTicks))
	}
	var keys [][]key
	if masked {
		keys = [][]key{{{name: cmp.Or(f.MaskLabel, "masked"), struck: true}}}
	}
	s.finish(keys, f.Caption, leftNote(left, "rows or columns"))
	return s.picture(), nil
}

func (h HeatPanel) check() error {
	if len(h.Values) == 0 || len(h.Values[0]) == 0 {
		return fmt.Errorf("it has no values; leave it out")
	}
	if n := len(h.Rows); n != 0 && n != len(h.Values) {
		return fmt.Errorf("it has %d names of rows, but %d rows", n, len(h.Values))
	}
	if n := len(h.Cols); n != 0 && n != len(h.Values[0]) {
		return fmt.Errorf("it has %d names of columns, but %d columns", n, len(h.Values[0]))
	}
	if h.Masked != nil && len(h.Masked) != len(h.Values) {
		return fmt.Errorf("it has %d rows of masks, but %d rows", len(h.Masked), len(h.Values))
	}
	for r, row := range h.Values {
		if h.Masked != nil && len(h.Masked[r]) != len(row) {
			return fmt.Errorf("row %d has %d masks, but %d values", r, len(h.Masked[r]), len(row))
		}
		if len(row) != len(h.Values[0]) {
			return fmt.Errorf("row %d has %d values, but row 0 has %d", r, len(row), len(h.Values[0]))
		}
		for c, v := range row {
			if !finite(v) && !h.masked(r, c) {
				return fmt.Errorf("the value at row %d, column %d is %v; only finite values can be drawn", r, c, v)
			}
		}
	}
	return nil
}

// heatBar chooses the colours for values from lo to hi.
func heatBar(lo, hi float64, label string) *colorBar {
	if lo < 0 {
		most := math.Max(-lo, hi)
		return &colorBar{ramp: diverging, scale: scale{lo: -most, hi: most}, label: label}
	}
	if lo < hi/2 {
		lo = 0
	}
	if lo == hi {
		hi = lo + 1
	}
	return &colorBar{ramp: viridis, scale: scale{lo: lo, hi: hi}, label: label}
}

func (h HeatPanel) masked(r, c int) bool { return h.Masked != nil && h.Masked[r][c] }

func (h HeatPanel) panel(bar *colorBar) *panel {
	img := pixels(h.Values, func(v float64) float64 { return bar.scale.at(v) }, bar.ramp)
	return &panel{
		title: h.Name, names: h.Cols, rows: h.Rows, bare: true,
		x: scale{hi: float64(len(h.Values[0]))},
		y: scale{hi: float64(len(h.Values))},
		paint: func(c pen, p *panel) {
			c.paste(p.box, img)
			h.strike(c, p)
		},
	}
}

// strike covers the masked cells.
func (h HeatPanel) strike(c pen, p *panel) {
	for r, row := range h.Masked {
		for k, masked := range row {
			if masked {
				y := float64(len(h.Masked) - r)
				c.strike(vg.Rectangle{Min: p.at(float64(k), y-1), Max: p.at(float64(k+1), y)})
			}
		}
	}
}

// strike draws a masked cell.
func (p pen) strike(cell vg.Rectangle) {
	p.FillPolygon(faint, corners(cell))
	p.StrokeLine2(vgdraw.LineStyle{Color: paper, Width: 0.7}, cell.Min.X, cell.Min.Y, cell.Max.X, cell.Max.Y)
}

// pixels colours a matrix, the first row at the top.
func pixels(values [][]float64, at func(float64) float64, colors ramp) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, len(values[0]), len(values)))
	for y, row := range values {
		for x, v := range row {
			img.SetNRGBA(x, y, colors.at(at(v)))
		}
	}
	return img
}
