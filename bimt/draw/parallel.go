package draw

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Parallel is parallel coordinates: a line for each run, which crosses an upright axis for each
// of its settings and measures (A. Inselberg, The Visual Computer 1 (1985) 69–91).
type Parallel struct {
	Title   string
	Caption string
	Axes    []ParallelAxis
	By      int // axis by which the lines are coloured
}

// ParallelAxis is one number of every run, in the order of the runs.
type ParallelAxis struct {
	Name   string
	Values []float64
	// Names, if any, are what the whole numbers from 0 on stand for, such as methods.
	Names []string
}

const parallelHeight vg.Length = 230

// parallelLines is the most that are drawn.
const parallelLines = 5000

// Picture draws the runs in the order of the value that colours them, the greatest last. An axis is logarithmic where its
// values are positive and span a factor of 8. Runs with a value that is not finite are left out and counted
// in the caption; of more than 5,000 runs, some at even intervals are drawn. It fails on fewer than two axes,
// on axes of unequal length, and on a value that has no name.
func (f Parallel) Picture() (*Picture, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("draw: parallel coordinates %q: %w", f.Title, err)
	}
	runs, lost := f.runs()
	bar := phaseBar(f.values(f.By, runs), f.Axes[f.By].Name)
	bar.ticks = f.ticks(f.By, bar.scale)
	g := page{title: f.Title, width: pageWidth, body: parallelHeight + 30}
	note := ""
	if lost > 0 {
		note = fmt.Sprintf("%s runs without finite values are not drawn.", count(lost))
	}
	if all := len(runs); all > parallelLines {
		for i := range parallelLines {
			runs[i] = runs[i*all/parallelLines]
		}
		runs = runs[:parallelLines]
		note += fmt.Sprintf(" %s of %s runs are drawn.", count(parallelLines), count(all))
	}
	g.finish(nil, f.Caption, note)
	return &Picture{width: g.width, height: g.height(), title: g.title, paint: func(c pen) {
		bottom := g.drawPage(c)
		f.paint(c, vg.Rectangle{Min: vg.Point{X: margin + 42, Y: bottom + 10}, Max: vg.Point{X: g.width - margin - 12 - bar.width(), Y: bottom + 10 + parallelHeight}}, runs, bar)
	}}, nil
}

func (f Parallel) check() error {
	if len(f.Axes) < 2 {
		return fmt.Errorf("there are %d axes; give at least two", len(f.Axes))
	}
	if f.By < 0 || f.By >= len(f.Axes) {
		return fmt.Errorf("lines are coloured by axis %d of %d", f.By, len(f.Axes))
	}
	for i, a := range f.Axes {
		if len(a.Values) != len(f.Axes[0].Values) {
			return fmt.Errorf("axis %d (%q) has %d values, but axis 0 has %d", i, a.Name, len(a.Values), len(f.Axes[0].Values))
		}
		for r, v := range a.Values {
			if a.Names != nil && finite(v) && (v != math.Trunc(v) || v < 0 || int(v) >= len(a.Names)) {
				return fmt.Errorf("axis %d (%q): run %d has the value %v, which none of the %d names is of", i, a.Name, r, v, len(a.Names))
			}
		}
	}
	return nil
}

// runs are those to draw, the one on top last; lost counts those that can't be.
func (f Parallel) runs() (runs []int, lost int) {
	for r := range f.Axes[0].Values {
		if slices.ContainsFunc(f.Axes, func(a ParallelAxis) bool { return !finite(a.Values[r]) }) {
			lost++
			continue
		}
		runs = append(runs, r)
	}
	by := f.Axes[f.By].Values
	slices.SortStableFunc(runs, func(a, b int) int {
		switch {
		case by[a] < by[b]:
			return -1
		case by[a] > by[b]:
			return 1
		}
		return 0
	})
	return runs, lost
}

func (f Parallel) values(axis int, runs []int) (v []float64) {
	for _, r := range runs {
		v = append(v, f.Axes[axis].Values[r])
	}
	return v
}

func (f Parallel) ticks(axis int, s scale) []scaleTick {
	names := f.Axes[axis].Names
	if names == nil {
		return s.ticks(5)
	}
	var ts []scaleTick
	for i, name := range names {
		if v := float64(i); v >= s.lo && v <= s.hi {
			ts = append(ts, scaleTick{v, yTickText.shorten(name, 60)})
		}
	}
	return ts
}

// scale of an axis.
func (f Parallel) scale(axis int, runs []int) scale {
	if n := len(f.Axes[axis].Names); n > 0 {
		return scale{lo: -0.5, hi: float64(n) - 0.5}
	}
	return spanScale(f.values(axis, runs), false, 0.03)
}

func (f Parallel) paint(c pen, box vg.Rectangle, runs []int, bar *colorBar) {
	step := box.Size().X / vg.Length(len(f.Axes)-1)
	scales := make([]scale, len(f.Axes))
	for i := range f.Axes {
		scales[i] = f.scale(i, runs)
	}
	opacity := math.Min(0.8, math.Max(0.15, 20/float64(max(1, len(runs)))))
	for _, r := range runs {
		line := vgdraw.LineStyle{Color: faded(bar.ramp.at(bar.scale.at(f.Axes[f.By].Values[r])), opacity), Width: 0.9}
		var pts []vg.Point
		for i, a := range f.Axes {
			pts = append(pts, vg.Point{X: box.Min.X + step*vg.Length(i), Y: box.Min.Y + vg.Length(scales[i].at(a.Values[r]))*box.Size().Y})
		}
		c.StrokeLines(line, pts)
	}
	for i := range f.Axes {
		f.axis(c, box, i, scales[i], step)
	}
	bar.place(box.Max, box.Size().Y)
	bar.draw(c)
}

// axis draws one axis, its ticks left of it on the ground of the page, and its name above.
func (f Parallel) axis(c pen, box vg.Rectangle, i int, s scale, step vg.Length) {
	x := box.Min.X + step*vg.Length(i)
	frame := vgdraw.LineStyle{Color: slate, Width: 0.8}
	c.StrokeLine2(frame, x, box.Min.Y, x, box.Max.Y)
	size := box.Size().Y
	for _, t := range clearTicks(f.ticks(i, s), s, size, func(string) vg.Length { return yTickText.height() - 5 }) {
		y := box.Min.Y + vg.Length(s.at(t.value))*size
		if t.label == "" {
			continue
		}
		c.StrokeLine2(frame, x-tickLength, y, x, y)
		w, h := yTickText.width(t.label), yTickText.height()
		ground := vg.Rectangle{Min: vg.Point{X: x - tickLength - 3 - w, Y: y - h/2}, Max: vg.Point{X: x - tickLength - 1, Y: y + h/2}}
		c.FillPolygon(faded(paper, 0.75), corners(ground))
		c.write(yTickText, vg.Point{X: x - tickLength - 2, Y: y}, t.label)
	}
	name := lettering{size: smallSize, bold: true, alongX: 0.5}
	at, room := vg.Point{X: x, Y: box.Max.Y + 5}, step-8
	if slices.ContainsFunc(f.Axes, func(a ParallelAxis) bool { return name.width(clean(a.Name)) > room }) { // in two rows
		room += step
		at.Y += vg.Length(i%2) * (name.height() + 1)
	}
	c.write(name, at, name.shorten(f.Axes[i].Name, room))
}
