package bimt

import (
	"fmt"
	"math"
	"slices"
)

// Layout says where the places of an axis are: one point each, all of one dimension.
// Copies of an axis that overlap (the two operands of a sum, say) share its layout.
type Layout struct {
	points [][]float64
}

// Line puts n places on [0, 1], each in the middle of its n-th: (i + ½)/n.
func Line(n int) Layout {
	l := Layout{points: make([][]float64, places(n))}
	for i := range l.points {
		l.points[i] = []float64{(float64(i) + 0.5) / float64(n)}
	}
	return l
}

// Grid puts width·height places on the unit square, row by row, each in the middle of
// its cell.
func Grid(width, height int) Layout {
	var l Layout
	if width < 1 || height < 1 || width > mostPlaces/height {
		return l
	}
	x, y := Line(width), Line(height)
	for _, v := range y.points {
		for _, u := range x.points {
			l.points = append(l.points, []float64{u[0], v[0]})
		}
	}
	return l
}

// Ring puts n places on the circle of radius ¼ about (½, ½), at angles 2π(i + ½)/n.
func Ring(n int) Layout {
	l := Layout{points: make([][]float64, places(n))}
	for i := range l.points {
		s, c := math.Sincos((float64(i) + 0.5) / float64(n) * 2 * math.Pi)
		l.points[i] = []float64{0.5 + c/4, 0.5 + s/4}
	}
	return l
}

// mostPlaces is the most of an axis, whose distances alone would take as many numbers again.
const mostPlaces = 1 << 28

// places is n, or 0 where that can't be: an axis refuses a layout without places.
func places(n int) int {
	if n < 0 || n > mostPlaces {
		return 0
	}
	return n
}

// Points puts one place at each of the given points, which are copied.
func Points(p [][]float64) Layout {
	l := Layout{points: make([][]float64, len(p))}
	for i := range p {
		l.points[i] = slices.Clone(p[i])
	}
	return l
}

// Len is the number of places.
func (l Layout) Len() int { return len(l.points) }

// Point is where place i is; do not change it.
func (l Layout) Point(i int) []float64 { return l.points[i] }

// equal says whether two layouts have the same places.
func (l Layout) equal(m Layout) bool { return slices.EqualFunc(l.points, m.points, slices.Equal) }

// check reports a layout that no axis can have.
func (l Layout) check() error {
	if len(l.points) == 0 {
		return fmt.Errorf("a layout needs at least one place")
	}
	for i, p := range l.points {
		if len(p) == 0 || len(p) != len(l.points[0]) {
			return fmt.Errorf("place %d has %d coordinates, place 0 has %d", i, len(p), len(l.points[0]))
		}
		for _, v := range p {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("place %d is at %v", i, p)
			}
		}
	}
	return nil
}
