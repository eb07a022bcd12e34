package draw

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Phase is a phase diagram: what runs measured, in cells over the values of two settings.
type Phase struct {
	Title          string
	Caption        string
	XLabel, YLabel string   // the settings
	Label          string   // what is measured
	Cols, Rows     []string // values of the settings; the first row is the lowest
	// Values[row][column] are those of the runs of a cell, one for each seed. What is not finite is
	// left out, and counted in the caption.
	Values [][][]float64
}

// Picture colours each cell by the median of its runs, on a logarithmic scale if the medians are
// positive and span a factor of 8, and writes the median into it, and below it the least
// and the greatest value where there is room. A cell without a value is grey with a stroke. It
// fails on diagrams without cells and on ragged ones.
func (f Phase) Picture() (*Picture, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("draw: phase %q: %w", f.Title, err)
	}
	cells, medians, empty, lost := f.cells()
	bar := phaseBar(medians, f.Label)
	p := &panel{
		xLabel: f.XLabel, yLabel: f.YLabel, names: f.Cols, rows: reversed(f.Rows), bare: true,
		x: scale{hi: float64(len(f.Cols))}, y: scale{hi: float64(len(f.Rows))},
	}
	p.paint = func(c pen, p *panel) { f.paint(c, p, cells, bar) }
	s := sheet{page: page{title: f.Title}, columns: 1, bar: bar, panels: []*panel{p}}
	s.aspect = math.Min(math.Max(0.5*float64(len(f.Rows))/float64(len(f.Cols)), 0.2), 1.2)
	s.layOut()
	var keys [][]key
	if empty {
		keys = [][]key{{{name: "no finite value", struck: true}}}
	}
	note := ""
	if lost > 0 {
		note = fmt.Sprintf("Runs without a finite value, left out: %s.", count(lost))
	}
	s.finish(keys, f.Caption, note)
	return s.picture(), nil
}

func (f Phase) check() error {
	if len(f.Rows) == 0 || len(f.Cols) == 0 {
		return fmt.Errorf("there are %d rows and %d columns; give at least one of each", len(f.Rows), len(f.Cols))
	}
	if len(f.Values) != len(f.Rows) {
		return fmt.Errorf("there are %d rows of values for %d names", len(f.Values), len(f.Rows))
	}
	for r, row := range f.Values {
		if len(row) != len(f.Cols) {
			return fmt.Errorf("row %d (%q) has %d cells, but there are %d columns", r, f.Rows[r], len(row), len(f.Cols))
		}
	}
	return nil
}

// A phaseCell is the median of the runs of a cell between the least and the greatest.
type phaseCell struct {
	least, median, most float64 // NaN if there is no finite value
	runs                int     // with finite values
}

// cells are by row and column; lost counts runs without a value.
func (f Phase) cells() (cells [][]phaseCell, medians []float64, empty bool, lost int) {
	for _, row := range f.Values {
		var line []phaseCell
		for _, values := range row {
			c := newPhaseCell(values)
			if lost += len(values) - c.runs; c.runs == 0 {
				empty = true
			} else {
				medians = append(medians, c.median)
			}
			line = append(line, c)
		}
		cells = append(cells, line)
	}
	return cells, medians, empty, lost
}

func newPhaseCell(values []float64) phaseCell {
	var v []float64
	for _, x := range values {
		if finite(x) {
			v = append(v, x)
		}
	}
	slices.Sort(v)
	n := len(v)
	if n == 0 {
		return phaseCell{math.NaN(), math.NaN(), math.NaN(), 0}
	}
	return phaseCell{v[0], (v[(n-1)/2] + v[n/2]) / 2, v[n-1], n}
}

// phaseBar is evenly coloured from the least to the greatest median, by their logarithm if they
// are far apart.
func phaseBar(medians []float64, label string) *colorBar {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range medians {
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	switch {
	case lo > hi:
		lo, hi = 0, 1
	case lo < 0:
		return heatBar(lo, hi, label)
	case lo > tiniest && hi >= wide*lo:
		return &colorBar{ramp: viridis, scale: scale{lo: lo, hi: hi, log: true}, label: label}
	case hi-lo <= alike*hi:
		hi, lo = hi+math.Max(hi/10, alike), lo-lo/10
	}
	return &colorBar{ramp: viridis, scale: scale{lo: lo, hi: hi}, label: label}
}

func (f Phase) paint(c pen, p *panel, cells [][]phaseCell, bar *colorBar) {
	for r, row := range cells {
		for k, cell := range row {
			box := vg.Rectangle{Min: p.at(float64(k), float64(r)), Max: p.at(float64(k+1), float64(r+1))}
			if cell.runs == 0 {
				c.strike(box)
				continue
			}
			fill := bar.ramp.at(bar.scale.at(cell.median))
			c.FillPolygon(fill, corners(box))
			c.writeCell(box, fill, cell)
		}
	}
}

// writeCell writes what has room in a box.
func (p pen) writeCell(box vg.Rectangle, fill color.NRGBA, cell phaseCell) {
	large := lettering{size: textSize, color: over(fill), alongX: 0.5, alongY: 0.5}
	small := lettering{size: smallSize - 1, color: over(fill), alongX: 0.5, alongY: 0.5}
	size := box.Size()
	at := vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}
	text := number(cell.median)
	if large.width(text) > size.X-2 {
		large = small
	}
	if large.width(text) > size.X-2 || large.height() > size.Y {
		return
	}
	spread := number(cell.least) + " … " + number(cell.most)
	if cell.least < cell.most && small.width(spread) <= size.X-4 && large.height()+small.height() <= size.Y {
		p.write(small, vg.Point{X: at.X, Y: at.Y - large.height()/2}, spread)
		at.Y += small.height() / 2
	}
	p.write(large, at, text)
}

// over is the colour of text that can be read on another: of black and white the one that
// contrasts more, by the relative luminance of WCAG 2.1.
func over(c color.NRGBA) color.NRGBA {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	if 0.2126*linear(c.R)+0.7152*linear(c.G)+0.0722*linear(c.B) > 0.179 {
		return ink
	}
	return paper
}

func reversed(names []string) []string {
	names = slices.Clone(names)
	slices.Reverse(names)
	return names
}
