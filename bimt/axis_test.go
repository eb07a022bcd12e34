package bimt_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestLayouts(t *testing.T) {
	r := 0.25 / math.Sqrt2
	given := [][]float64{{3, 1}}
	for name, c := range map[string]struct {
		layout bimt.Layout
		want   [][]float64
	}{
		"line":       {bimt.Line(4), [][]float64{{0.125}, {0.375}, {0.625}, {0.875}}},
		"line of 1":  {bimt.Line(1), [][]float64{{0.5}}},
		"grid":       {bimt.Grid(2, 3), [][]float64{{0.25, 1. / 6}, {0.75, 1. / 6}, {0.25, 0.5}, {0.75, 0.5}, {0.25, 5. / 6}, {0.75, 5. / 6}}},
		"ring":       {bimt.Ring(4), [][]float64{{0.5 + r, 0.5 + r}, {0.5 - r, 0.5 + r}, {0.5 - r, 0.5 - r}, {0.5 + r, 0.5 - r}}},
		"points":     {bimt.Points(given), [][]float64{{3, 1}}},
		"no points":  {bimt.Points(nil), nil},
		"empty grid": {bimt.Grid(0, 3), nil},
	} {
		if c.layout.Len() != len(c.want) {
			t.Errorf("%s has %d places, want %d", name, c.layout.Len(), len(c.want))
			continue
		}
		for i, want := range c.want {
			if !slices.EqualFunc(c.layout.Point(i), want, func(a, b float64) bool { return math.Abs(a-b) < 1e-15 }) {
				t.Errorf("%s: place %d is at %v, want %v", name, i, c.layout.Point(i), want)
			}
		}
	}
	points := bimt.Points(given)
	given[0][0] = 7
	if points.Point(0)[0] != 3 {
		t.Error("given points are not copied")
	}
}

// Lengths are city-block; a line lies in the plane where the grid's second coordinate is
// 0; copies of an axis overlap.
func TestLengths(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w := must(params.New("w", 2, 4))(t)
	s := bimt.NewSpace()
	y, x := s.Axis("y", bimt.Points([][]float64{{0, 0}, {1, 2}})), s.Axis("x", bimt.Points([][]float64{{0.5}, {3}}))
	check(t, s.Connect(w, y, x))
	c := s.Connection(w)
	if want := []float64{0.5, 3, 0.5, 3, 2.5, 4, 2.5, 4}; !slices.Equal(c.Lengths(), want) {
		t.Errorf("lengths %v, want %v", c.Lengths(), want)
	}
	if from, to := c.Ends(); from != x || to != y || !c.IsWire() {
		t.Error("the ends of the wires are not x and y")
	}
	check(t, w.Set([]float64{1, 0, -1, 0, 0, 0.5, 0, 0}))
	if got := s.ConnectionCost(2); got != 1*(2*0.5+0.5)+1*(2*0.5+0.5)+0.5*(2*4+0.5) {
		t.Errorf("cost %v", got)
	}
	if got := s.Importance(x); !slices.Equal(got, []float64{2, 0.5}) {
		t.Errorf("importance on x %v, want 2 and 0.5", got)
	}
	if got := s.Importance(y); !slices.Equal(got, []float64{2, 0.5}) {
		t.Errorf("importance on y %v, want 2 and 0.5", got)
	}
}

// An affine operation by reordered weights, where there are many rows, gives its outputs reordered.
func TestFromPlacesOfAffine(t *testing.T) {
	for _, rows := range []int{2, 3, 7} {
		params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		w, b := must(params.New("w", 4, 3))(t), must(params.New("b", 4))(t)
		check(t, w.Set([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
		check(t, b.Set([]float64{0.1, 0.2, 0.3, 0.4}))
		a := bimt.NewSpace().Axis("outputs", bimt.Line(4))
		check(t, a.SetOrder([]int{2, 0, 3, 1}))
		x := must(graph.Input(params.Graph(), tensor.Float64, "x", rows, 3))(t)
		v := make([]float64, rows*3)
		for i := range v {
			v[i] = math.Sin(float64(i))
		}
		check(t, graph.Feed(x, v...))
		for _, bias := range []*gorgonia.Node{b.Node(), nil} {
			affine := must(op.Affine(x, w.Node(), bias, op.Identity))(t)
			got := must(a.FromPlaces(affine))(t)
			if few := rows <= 3; (op.Of(got).Kind == op.KindReorder) != few {
				t.Errorf("%d rows are put in order by %v", rows, op.Of(got))
			}
			want := must(a.FromPlaces(must(op.Reshape(affine, rows, 4))(t)))(t)
			s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{got, want}}))(t)
			check(t, s.Run())
			if !slices.Equal(must(s.Float64s(got))(t), must(s.Float64s(want))(t)) {
				t.Errorf("%d rows: other outputs", rows)
			}
		}
	}
}
