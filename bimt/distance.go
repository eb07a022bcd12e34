package bimt

import (
	"fmt"
	"math"
	"slices"
)

// Distance is how far apart two points are. It must be finite, at least 0, the same both
// ways, and 0 from a point to itself. Points may have different numbers of coordinates.
type Distance func(a, b []float64) float64

// WithDistance has the length of wires be another distance than CityBlock.
func WithDistance(d Distance) SpaceOption {
	return func(s *Space) { s.distance, s.ownDistance = d, true }
}

// CityBlock is Σ |a_k − b_k|, the distance of the BIMT paper and of every space that is
// given no other. A point of fewer coordinates lies at 0 in the missing ones: a line lies
// along the lower edge of a grid.
func CityBlock(a, b []float64) float64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	d := 0.0
	for k, v := range a {
		if k < len(b) {
			v -= b[k]
		}
		d += math.Abs(v)
	}
	return d
}

// keptDistances is the most distances of two axes that are kept for the next relocation: 8 MB.
const keptDistances = 1 << 20

// distances is the matrix of distances of all places of a to all places of b; do not change
// it.
func (s *Space) distances(a, b *Axis) []float64 {
	if d := s.apart[[2]*Axis{a, b}]; d != nil {
		return d
	}
	for pair, d := range s.apart { // any: all such are equal
		if a.trained == nil && b.trained == nil && pair[0].trained == nil && pair[1].trained == nil && pair[0].layout.equal(a.layout) && pair[1].layout.equal(b.layout) {
			s.apart[[2]*Axis{a, b}] = d
			return d
		}
	}
	d := make([]float64, 0, a.Len()*b.Len())
	for i := range a.Len() {
		for j := range b.Len() {
			d = append(d, s.distance(a.layout.Point(i), b.layout.Point(j)))
		}
	}
	if len(d) <= keptDistances {
		s.apart[[2]*Axis{a, b}] = d
	}
	return d
}

// checkDistance reports distances between the places of two axes that no wires can have.
func (s *Space) checkDistance(a, b *Axis) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("bimt: the distance from axis %s to axis %s: panic: %v", a.name, b.name, p)
		}
	}()
	there, back := s.distances(a, b), s.distances(b, a)
	for i := range a.Len() {
		for j := range b.Len() {
			d, e := there[i*b.Len()+j], back[j*a.Len()+i]
			p, q := a.layout.Point(i), b.layout.Point(j)
			switch {
			case !(d >= 0) || math.IsInf(d, 1):
				return fmt.Errorf("bimt: the distance from %v on axis %s to %v on axis %s is %v: want 0 or more, and finite", p, a.name, q, b.name, d)
			case d != e:
				return fmt.Errorf("bimt: the distance from %v on axis %s to %v on axis %s is %v, and back %v: want the same both ways", p, a.name, q, b.name, d, e)
			case d != 0 && slices.Equal(p, q):
				return fmt.Errorf("bimt: the distance from %v on axis %s to the same point on axis %s is %v: want 0", p, a.name, b.name, d)
			}
		}
	}
	return nil
}
