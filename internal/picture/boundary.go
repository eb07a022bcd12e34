package picture

import (
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/task"
)

const (
	boundaryGrid    = 81   // points on a side
	boundaryMargin  = 0.15 // of the data's extent, on each side
	boundaryClasses = 7    // that have a colour
)

// ofTwoNumbers says whether a run tells classes apart by two numbers.
func ofTwoNumbers(s Scene) bool {
	d := s.Data
	return d.Classes > 0 && d.Classes <= boundaryClasses && len(d.Inputs) == 2 && d.InScale != nil && d.Length == 0
}

// boundary draws where the classes part, and the surface of each class's logit, with
// the test data.
func boundary(r Scene) (draw.Figure, error) {
	s := r.Data.InScale
	b := draw.Boundary{Title: Title(r.Run), XLabel: r.Data.Inputs[0], YLabel: r.Data.Inputs[1], Classes: r.Data.Outputs, Caption: "The points are the test data."}
	b.XMin, b.XMax = widen(s.Min[0], s.Max[0])
	b.YMin, b.YMax = widen(s.Min[1], s.Max[1])
	grid := dataset.NewMatrix(boundaryGrid*boundaryGrid, 2)
	for i := range grid.Rows {
		grid.Row(i)[0] = b.XMin + (b.XMax-b.XMin)*float64(i%boundaryGrid)/(boundaryGrid-1)
		grid.Row(i)[1] = b.YMin + (b.YMax-b.YMin)*float64(i/boundaryGrid)/(boundaryGrid-1)
	}
	x, err := s.Apply(grid)
	if err != nil {
		return nil, err
	}
	out, err := r.Predict(x.Data)
	if err != nil {
		return nil, err
	}
	for k := range r.Data.Classes {
		b.Logits = append(b.Logits, surface(out, k, r.Data.Classes))
	}
	if b.Points, err = testPoints(r.Data); err != nil {
		return nil, err
	}
	return b, nil
}

// widen adds the margin to a range, or something to an empty one.
func widen(lo, hi float64) (float64, float64) {
	by := boundaryMargin * (hi - lo)
	if by == 0 {
		by = 0.5
	}
	return lo - by, hi + by
}

// surface is the output of one class on the grid.
func surface(out []float64, class, classes int) [][]float64 {
	rows := make([][]float64, boundaryGrid)
	for i := range rows {
		for j := range boundaryGrid {
			rows[i] = append(rows[i], out[(i*boundaryGrid+j)*classes+class])
		}
	}
	return rows
}

// testPoints are the test data in their own units.
func testPoints(d *task.Data) ([]draw.Point, error) {
	x, err := d.InScale.Invert(dataset.Matrix{Rows: d.Test.Rows, Cols: 2, Data: d.Test.X})
	if err != nil {
		return nil, err
	}
	var points []draw.Point
	for i := range x.Rows {
		points = append(points, draw.Point{X: x.Row(i)[0], Y: x.Row(i)[1], Class: d.Test.Class(i)})
	}
	return points, nil
}
