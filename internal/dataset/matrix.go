package dataset

import "fmt"

// Matrix is a dense table of numbers, row by row: Data[i*Cols+j] is row i,
// column j.
type Matrix struct {
	Rows, Cols int
	Data       []float64 // [Rows, Cols]
}

// NewMatrix returns a matrix of zeros [rows, cols].
func NewMatrix(rows, cols int) Matrix {
	return Matrix{Rows: rows, Cols: cols, Data: make([]float64, rows*cols)}
}

// Row returns row i, of length Cols, sharing memory with the matrix.
func (m Matrix) Row(i int) []float64 {
	return m.Data[i*m.Cols : (i+1)*m.Cols : (i+1)*m.Cols]
}

// Select copies the given rows, in the given order, into a new matrix.
func (m Matrix) Select(rows []int) Matrix {
	out := NewMatrix(len(rows), m.Cols)
	for i, r := range rows {
		copy(out.Row(i), m.Row(r))
	}
	return out
}

// Labelled is data for classification: row i of X is of class Labels[i].
type Labelled struct {
	X       Matrix // [rows, inputs]
	Labels  []int  // [rows], each in 0 … Classes-1
	Classes int
}

// Select copies the given rows, in the given order.
func (l Labelled) Select(rows []int) Labelled {
	return Labelled{X: l.X.Select(rows), Labels: selectInts(l.Labels, rows), Classes: l.Classes}
}

// maxNumbers bounds what a generator is asked to make: 2 GiB of float64.
const maxNumbers = 1 << 28

// checkSize reports a number of rows that is not positive, or too large to hold
// with so many numbers a row.
func checkSize(what string, rows, perRow int) error {
	if rows < 1 {
		return fmt.Errorf("%d %s asked for: ask for at least 1", rows, what)
	}
	if rows > maxNumbers/perRow {
		return fmt.Errorf("%d %s of %d numbers each are too many: ask for at most %d", rows, what, perRow, maxNumbers/perRow)
	}
	return nil
}

func selectInts(from []int, rows []int) []int {
	out := make([]int, len(rows))
	for i, r := range rows {
		out[i] = from[r]
	}
	return out
}
