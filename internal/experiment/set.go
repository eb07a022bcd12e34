package experiment

import (
	"slices"
)

// Set is some rows of data.
type Set struct {
	Rows int
	// X is (Rows, XShape…) and Y is (Rows, YShape…), row-major. A class is one
	// number, its index. YShape of sequences begins with the places that are read.
	X, Y           []float64
	XShape, YShape []int
	// Pixels stand in place of X where rows are images: an input is a pixel / 255.
	// They take an eighth of the memory.
	Pixels []uint8
}

// Row gives the numbers of row i.
func (s Set) Row(i int) (x, y []float64) {
	m := size(s.YShape)
	return s.AppendX(nil, i, i+1), s.Y[i*m : (i+1)*m]
}

// AppendX appends the inputs of the rows from ≤ i < to.
func (s Set) AppendX(x []float64, from, to int) []float64 {
	n := size(s.XShape)
	if s.Pixels == nil {
		return append(x, s.X[from*n:to*n]...)
	}
	at := len(x)
	x = slices.Grow(x, (to-from)*n)[:at+(to-from)*n]
	shade(x[at:], s.Pixels[from*n:to*n], &shades64)
	return x
}

// Class is the class of row i of a classification, however its answers are written.
func (s Set) Class(i int) int {
	n := size(s.YShape)
	if n == 1 {
		return int(s.Y[i])
	}
	return argmax(s.Y[i*n : (i+1)*n])
}

// oneHot replaces classes by rows of one 1, for a squared error on classes.
func (s *Set) oneHot(classes int) {
	y := make([]float64, len(s.Y)*classes)
	for i, c := range s.Y {
		y[i*classes+int(c)] = 1
	}
	s.Y, s.YShape = y, append(slices.Clone(s.YShape), classes)
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
