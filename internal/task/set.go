package task

import (
	"slices"

	"github.com/gobimt/bimt/graph"
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
	m := Size(s.YShape)
	return s.AppendX(nil, i, i+1), s.Y[i*m : (i+1)*m]
}

// AppendX appends the inputs of the rows from ≤ i < to.
func (s Set) AppendX(x []float64, from, to int) []float64 {
	n := Size(s.XShape)
	if s.Pixels == nil {
		return append(x, s.X[from*n:to*n]...)
	}
	at := len(x)
	x = slices.Grow(x, (to-from)*n)[:at+(to-from)*n]
	shade(x[at:], s.Pixels[from*n:to*n])
	return x
}

// Class is the class of row i of a classification, however its answers are written.
func (s Set) Class(i int) int {
	n := Size(s.YShape)
	if n == 1 {
		return int(s.Y[i])
	}
	return Argmax(s.Y[i*n : (i+1)*n])
}

// oneHot replaces classes by rows of one 1, for a squared error on classes.
func (s *Set) oneHot(classes int) {
	y := make([]float64, len(s.Y)*classes)
	for i, c := range s.Y {
		y[i*classes+int(c)] = 1
	}
	s.Y, s.YShape = y, append(slices.Clone(s.YShape), classes)
}

// Size is the number of elements of a shape.
func Size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// Fill writes inputs and answers of some rows to x and y, one after the other, in the type of the network.
func Fill[T graph.Float](s Set, rows []int, x, y []T) {
	n, m := Size(s.XShape), Size(s.YShape)
	for k, i := range rows {
		if s.Pixels != nil {
			shade(x[k*n:], s.Pixels[i*n:(i+1)*n])
		} else {
			round(x[k*n:], s.X[i*n:(i+1)*n])
		}
		round(y[k*m:], s.Y[i*m:(i+1)*m])
	}
}

func round[T graph.Float](to []T, from []float64) {
	to = to[:len(from)]
	for i, v := range from {
		to[i] = T(v)
	}
}

func floats(v []int) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}
