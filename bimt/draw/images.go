package draw

import (
	"cmp"
	"fmt"
	"math"
)

// Images is a set of small pixel images with signs, such as the weights of single
// neurons on the pixels of an image: blue positive, orange negative, zero white.
type Images struct {
	Title   string
	Caption string
	Columns int  // tiles in a row; 0 for at most 8
	Shared  bool // one colour scale for all tiles, not one for each
	Tiles   []Tile
}

// A Tile is one image: Values row by row from the top, Width in each.
type Tile struct {
	Title  string // e.g. "37"
	Value  string // after the title and never cut, e.g. "Σ|w| 12.3"
	Width  int
	Values []float64
}

// Picture draws the tiles in the order given. It fails on a tile whose number of
// values is not a multiple of its width, and on values that are not finite.
func (f Images) Picture() (*Picture, error) {
	if len(f.Tiles) == 0 {
		return nil, fmt.Errorf("draw: images %q: there are no tiles; give at least one", f.Title)
	}
	largest := 0.0
	for i, t := range f.Tiles {
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("draw: images %q: tile %d (%q): %w", f.Title, i, t.Title, err)
		}
		largest = math.Max(largest, t.largest())
	}
	rows := (len(f.Tiles) + 7) / 8
	columns := cmp.Or(max(f.Columns, 0), (len(f.Tiles)+rows-1)/rows)
	s := sheet{page: page{title: f.Title}, columns: columns, tallest: 140}
	s.aspect = float64(len(f.Tiles[0].Values)/f.Tiles[0].Width) / float64(f.Tiles[0].Width)
	s.bar = &colorBar{ramp: diverging, scale: scale{lo: -1, hi: 1}, label: "weight",
		ticks: []scaleTick{{-1, "−max"}, {0, "0"}, {1, "max"}}}
	note := "Each image has its own scale: max is its largest |weight|."
	if f.Shared {
		s.bar = heatBar(-cmp.Or(largest, 1), 0, "weight")
		note = ""
	}
	for _, t := range f.Tiles {
		scale := t.largest()
		if f.Shared {
			scale = largest
		}
		s.panels = append(s.panels, t.panel(cmp.Or(scale, 1)))
	}
	s.layOut()
	s.finish(nil, f.Caption, note)
	return s.picture(), nil
}

func (t Tile) check() error {
	if t.Width <= 0 || len(t.Values) == 0 || len(t.Values)%t.Width != 0 {
		return fmt.Errorf("it has %d values in rows of %d; give full rows", len(t.Values), t.Width)
	}
	for i, v := range t.Values {
		if !finite(v) {
			return fmt.Errorf("the value at row %d, column %d is %v; only finite values can be drawn", i/t.Width, i%t.Width, v)
		}
	}
	return nil
}

func (t Tile) largest() float64 {
	most := 0.0
	for _, v := range t.Values {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

func (t Tile) panel(scale float64) *panel {
	var rows [][]float64
	for i := 0; i < len(t.Values); i += t.Width {
		rows = append(rows, t.Values[i:i+t.Width])
	}
	img := pixels(rows, func(v float64) float64 { return (v/scale + 1) / 2 }, diverging)
	return &panel{title: t.Title, value: t.Value, bare: true, paint: func(c pen, p *panel) { c.paste(p.box, img) }}
}
