package draw

import (
	"math"
	"slices"
	"testing"
)

// The zero line of x²+y²−1 is one closed ring of radius 1, that of (x²−½)·1 two lines.
func TestZeroLines(t *testing.T) {
	const n = 41
	sample := func(f func(x, y float64) float64) [][]float64 {
		grid := make([][]float64, n)
		for r := range grid {
			for c := range n {
				grid[r] = append(grid[r], f(float64(c)/10-2, float64(r)/10-2))
			}
		}
		return grid
	}
	ring := zeroLines(sample(func(x, y float64) float64 { return x*x + y*y - 1.001 }))
	if len(ring) != 1 || ring[0][0] != ring[0][len(ring[0])-1] {
		t.Fatalf("%d lines, the first %v: want one closed", len(ring), ring)
	}
	for _, at := range ring[0] {
		if d := math.Hypot(at[0]/10-2, at[1]/10-2); math.Abs(d-1) > 0.01 {
			t.Errorf("%v is %v from the middle", at, d)
		}
	}
	if open := zeroLines(sample(func(x, _ float64) float64 { return x*x - 0.5 })); len(open) != 2 || len(open[0]) != n || len(open[1]) != n {
		t.Errorf("%d lines, want two through all %d rows", len(open), n)
	}
	if none := zeroLines(sample(func(_, _ float64) float64 { return 0 })); len(none) != 0 {
		t.Errorf("%d lines where all is zero", len(none))
	}
}

// A saddle has two lines, that part its corners as the sign of its middle says.
func TestZeroLinesOfSaddle(t *testing.T) {
	for _, low := range []float64{-1, -4} {
		lines := zeroLines([][]float64{{2, low}, {low, 2}})
		if len(lines) != 2 {
			t.Fatalf("%d lines", len(lines))
		}
		alone := 0 // corners cut off
		for _, l := range lines {
			if len(l) != 2 {
				t.Fatalf("a line of %d points", len(l))
			}
			if slices.Contains(l, [2]float64{0, 2 / (2 - low)}) && slices.Contains(l, [2]float64{2 / (2 - low), 0}) {
				alone++
			}
		}
		if (alone == 1) != (low == -4) {
			t.Errorf("low %v: the line round the first corner is there %d times", low, alone)
		}
	}
}
