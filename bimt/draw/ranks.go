package draw

import (
	"fmt"
	"math"
	"slices"
)

// Ranks is the size of weights by their rank: for each layer |w|, the largest
// first, on logarithmic axes.
type Ranks struct {
	Title   string
	Caption string
	Layers  []RankLayer
	// Active is the |w| above which a weight counts as active, drawn as a horizontal
	// line; 0 for none.
	Active float64
}

// RankLayer is the weights of one layer, in any order and with any sign.
type RankLayer struct {
	Name    string
	Weights []float64
}

// Picture draws a line for each layer. Zeros have no place on it and are counted
// in the caption. It fails on an empty layer and on a weight that is not finite.
func (f Ranks) Picture() (*Picture, error) {
	c := Curves{Title: f.Title, XLabel: "rank", LogX: true}
	const axis = "|weight|"
	zeros, longest := 0, 1
	for i, l := range f.Layers {
		if len(l.Weights) == 0 {
			return nil, fmt.Errorf("draw: ranks %q: layer %d (%q) has no weights; leave it out", f.Title, i, l.Name)
		}
		var sizes []float64
		for k, w := range l.Weights {
			if !finite(w) {
				return nil, fmt.Errorf("draw: ranks %q: layer %d (%q): weight %d is %v; only finite weights can be drawn", f.Title, i, l.Name, k, w)
			}
			if w == 0 {
				zeros++
				continue
			}
			sizes = append(sizes, math.Abs(w))
		}
		longest = max(longest, len(l.Weights))
		c.Lines = append(c.Lines, rankLine(l.Name, axis, sizes))
	}
	if f.Active > 0 && len(f.Layers) > 0 {
		c.Lines = append(c.Lines, Line{
			Name: "|w| = " + number(f.Active), Axis: axis, Control: true,
			X: []float64{1, float64(longest)}, Y: []float64{f.Active, f.Active},
		})
	}
	c.Caption = f.Caption
	if zeros > 0 {
		c.Caption += fmt.Sprintf(" %s weights are zero and have no place on these axes.", count(zeros))
	}
	return c.Picture()
}

// rankLine keeps of many ranks those that lie apart on a logarithmic axis.
func rankLine(name, axis string, sizes []float64) Line {
	slices.SortFunc(sizes, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	line := Line{Name: name, Axis: axis}
	if len(sizes) == 0 { // all zero: named in the legend, but without a place
		line.X, line.Y = []float64{1}, []float64{math.NaN()}
	}
	for i := 0; i < len(sizes); i = max(i+1, int(float64(i)*1.01)) {
		line.X, line.Y = append(line.X, float64(i+1)), append(line.Y, sizes[i])
	}
	if n := len(sizes); n > 0 && line.X[len(line.X)-1] != float64(n) {
		line.X, line.Y = append(line.X, float64(n)), append(line.Y, sizes[n-1])
	}
	return line
}
