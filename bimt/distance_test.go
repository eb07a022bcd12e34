package bimt_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An own distance is that of lengths, costs and relocation; one that is none is refused.
func TestOwnDistance(t *testing.T) {
	build := func(d bimt.Distance) (*bimt.Space, *graph.Param, error) {
		s, params := bimt.NewSpace(bimt.WithDistance(d), bimt.LayerDistance(0)), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		w := must(params.New("w", 2, 2))(t)
		check(t, w.Set([]float64{0, 1, 2, 0}))
		return s, w, s.Connect(w, s.Axis("y", bimt.Line(2)), s.Axis("x", bimt.Line(2), bimt.Fixed()))
	}
	squared := func(a, b []float64) float64 { return (a[0] - b[0]) * (a[0] - b[0]) }
	s, w, err := build(squared)
	check(t, err)
	if got := s.Connection(w).Lengths(); !slices.Equal(got, []float64{0, 0.25, 0.25, 0}) {
		t.Errorf("lengths %v", got)
	}
	m := must(s.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 2}))(t)
	if m.Before != 2*0.25*3 || m.After != 0 || s.ConnectionCost(1) != 0 {
		t.Errorf("moves %+v, want from 1.5 to 0", m)
	}
	for name, c := range map[string]struct {
		d     bimt.Distance
		words []string
	}{
		"NaN":                    {func(a, b []float64) float64 { return math.NaN() }, []string{"NaN", "axis y", "axis x"}},
		"infinite":               {func(a, b []float64) float64 { return math.Inf(1) }, []string{"Inf"}},
		"negative":               {func(a, b []float64) float64 { return -1 }, []string{"-1", "0 or more"}},
		"one way":                {func(a, b []float64) float64 { return max(a[0]-b[0], 0) }, []string{"both ways"}},
		"a panic":                {func(a, b []float64) float64 { return a[1] }, []string{"axis y", "axis x", "panic", "out of range"}},
		"from a point to itself": {func(a, b []float64) float64 { return 1 }, []string{"same point", "want 0"}},
		"no function to measure": {nil, []string{"without a distance", "CityBlock"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := build(c.d)
			wantError(t, err, c.words...)
		})
	}
}
