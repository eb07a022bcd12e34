package task

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Shuffled is the set with its answers dealt to other rows.
func (s Set) Shuffled(rng *rand.Rand) Set {
	m := Size(s.YShape)
	y := make([]float64, len(s.Y))
	for i, from := range rng.Perm(s.Rows) {
		copy(y[i*m:(i+1)*m], s.Y[from*m:])
	}
	s.Y = y
	return s
}

// Shuffled is the data with the answers to train on dealt to other rows: what there is to be
// learned is gone. Rows that are drawn anew for each step are shuffled in each.
func (d *Data) Shuffled(rng *rand.Rand) *Data {
	c := *d
	c.Train = d.Train.Shuffled(rng)
	if d.Draw != nil {
		c.Draw = func(rng *rand.Rand, rows int, at float64) (x, y []float64, err error) {
			if x, y, err = d.Draw(rng, rows, at); err == nil {
				s := Set{Rows: rows, Y: y, YShape: []int{len(y) / rows}}
				y = s.Shuffled(rng).Y
			}
			return x, y, err
		}
	}
	return &c
}

// Constant is the outputs, for all rows of a set, of whoever answers the same whatever is
// asked, as well as the rows to train on allow: their mean, or of classes by a cross-entropy
// the logarithms of how often each is right.
func (d *Data) Constant(s Set) []float64 {
	places := max(1, d.Length)
	width := max(d.Answers(), d.OutputWidth, d.Classes)
	m := Size(s.YShape)
	sums := make([]float64, places*width)
	for i, y := range d.Train.Y {
		place := i % m * places / m
		if d.Classes > 0 && !d.Loss.numbers {
			sums[place*width+int(y)]++
		} else {
			sums[place*width+i%m%(m/places)] += y
		}
	}
	for k, v := range sums {
		if d.Classes > 0 && !d.Loss.numbers {
			sums[k] = math.Log((v + 0.5) / (float64(d.Train.Rows) + 0.5*float64(width))) // of none too
		} else {
			sums[k] = v / float64(d.Train.Rows)
		}
	}
	return slices.Repeat(sums, s.Rows)
}

// Stretcher is a data set that can be drawn from a wider range than it is trained on.
type Stretcher interface {
	// Stretch draws rows with inputs from a range so many times as wide about its middle, those
	// kept that are outside of the range itself; in words what was stretched.
	Stretch(ctx context.Context, rng *rand.Rand, factor float64, rows int) (s Set, what string, err error)
}

// mostDraws is how many rows are drawn for each that is wanted, before a stretch is given up.
const mostDraws = 100

// Stretch implements Stretcher.
func (f *Formula) Stretch(ctx context.Context, rng *rand.Rand, factor float64, rows int) (Set, string, error) {
	wide := *f
	middle, half := (f.Range[0]+f.Range[1])/2, (f.Range[1]-f.Range[0])/2
	wide.Range, wide.Noise, wide.TrainRows, wide.TestRows = []float64{middle - factor*half, middle + factor*half}, 0, 1, mostDraws*rows
	d, err := wide.Make(ctx, rng)
	if err != nil {
		return Set{}, "", fmt.Errorf("range stretched to %v: %w", wide.Range, err)
	}
	outside := func(x, _ []float64) bool {
		return slices.ContainsFunc(x, func(v float64) bool { return math.Abs(v-middle) > half })
	}
	return d.Test.where(outside, rows), fmt.Sprintf("an input in %.3g … %.3g, outside of %.3g … %.3g", wide.Range[0], wide.Range[1], f.Range[0], f.Range[1]), nil
}

// Stretch implements Stretcher: w is stretched, and with it all y.
func (c *InContext) Stretch(ctx context.Context, rng *rand.Rand, factor float64, rows int) (Set, string, error) {
	if c.Dims != 1 {
		return Set{}, "", fmt.Errorf("w of %d numbers is not stretched", c.Dims)
	}
	wide := *c
	wide.TrainRows, wide.TestRows = 1, mostDraws*rows
	d, err := wide.Make(ctx, rng)
	if err != nil {
		return Set{}, "", err
	}
	for i := range d.Test.X {
		if i%2 == 0 { // y, or 0 in the place of x
			d.Test.X[i] *= factor
		}
	}
	for i := range d.Test.Y {
		d.Test.Y[i] *= factor
	}
	outside := func(x, y []float64) bool { return math.Abs(y[0]) > math.Abs(x[1]) } // |w| = |y/x| > 1
	return d.Test.where(outside, rows), fmt.Sprintf("|w| in 1 … %.3g, outside of −1 … 1", factor), nil
}

// where is the first rows for which keep says yes.
func (s Set) where(keep func(x, y []float64) bool, most int) Set {
	kept := Set{XShape: s.XShape, YShape: s.YShape}
	for i := 0; i < s.Rows && kept.Rows < most; i++ {
		if x, y := s.Row(i); keep(x, y) {
			kept.X, kept.Y = append(kept.X, x...), append(kept.Y, y...)
			kept.Rows++
		}
	}
	return kept
}

// Edge parts the rows in those with an input in the outermost share of the range of the rows
// to train on, at either end, and the others. Tokens and pixels have no such edge: none.
func (d *Data) Edge(share float64) (edge, inner Set) {
	n := Size(d.XShape)
	if d.Tokens > 0 || d.Image[0] > 0 || d.Test.Pixels != nil || d.Train.Rows == 0 {
		return Set{}, Set{}
	}
	low, high := slices.Repeat([]float64{math.Inf(1)}, n), slices.Repeat([]float64{math.Inf(-1)}, n)
	for i, v := range d.Train.X {
		low[i%n], high[i%n] = math.Min(low[i%n], v), math.Max(high[i%n], v)
	}
	outer := func(x, _ []float64) bool {
		for k, v := range x {
			if margin := share * (high[k] - low[k]); margin > 0 && (v < low[k]+margin || v > high[k]-margin) {
				return true
			}
		}
		return false
	}
	return d.Test.where(outer, d.Test.Rows), d.Test.where(func(x, y []float64) bool { return !outer(x, y) }, d.Test.Rows)
}

// Shifted is the set with every input moved by part of its standard deviation over the rows
// to train on, up or down by chance; images by a pixel, in one of four directions. Of tokens
// ok is false. The answers stay: they are right as far as they don't depend on so little.
func (d *Data) Shifted(s Set, part float64, rng *rand.Rand) (shifted Set, ok bool) {
	if d.Tokens > 0 || d.Train.Rows == 0 {
		return s, false
	}
	n := Size(s.XShape)
	x := s.AppendX(nil, 0, s.Rows)
	s.Pixels = nil
	if d.Image[0] > 0 {
		s.X = movedImages(x, d.Image[0], d.Image[1], rng)
		return s, true
	}
	mean, squares, rows := make([]float64, n), make([]float64, n), float64(d.Train.Rows)
	for i, v := range d.Train.X {
		mean[i%n] += v / rows
		squares[i%n] += v * v / rows
	}
	for i := range x {
		by := part * math.Sqrt(math.Max(0, squares[i%n]-mean[i%n]*mean[i%n]))
		if rng.IntN(2) == 0 {
			by = -by
		}
		x[i] += by
	}
	s.X = x
	return s, true
}

// movedImages moves each image by a pixel; what comes in is 0.
func movedImages(x []float64, height, width int, rng *rand.Rand) []float64 {
	moved := make([]float64, len(x))
	for at := 0; at < len(x); at += height * width {
		step := [4][2]int{{0, 1}, {0, -1}, {1, 0}, {-1, 0}}[rng.IntN(4)]
		for r := range height {
			for c := range width {
				if y, z := r+step[0], c+step[1]; y >= 0 && y < height && z >= 0 && z < width {
					moved[at+y*width+z] = x[at+r*width+c]
				}
			}
		}
	}
	return moved
}
