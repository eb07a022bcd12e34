package draw

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// phase has losses over decades, a cell without runs, one of a single run, and one that diverged.
func phase() Phase {
	return Phase{
		Title: "independence", XLabel: "λ", YLabel: "swap every", Label: "test loss", Caption: "Medians over 5 seeds.",
		Cols: []string{"1e-4", "3e-4", "1e-3", "3e-3"}, Rows: []string{"never", "200"},
		Values: [][][]float64{
			{{0.012, 0.013, 0.010}, {0.0041}, {}, {0.2, 0.31, 0.26}},
			{{0.0011, 0.0012, 0.0018}, {0.0021, nan, 0.0027, 0.0024}, {inf}, {0.4, 0.5, 0.6}},
		},
	}
}

// manyPhases has more cells than texts have room.
func manyPhases() Phase {
	f := Phase{Title: "locality and width", XLabel: "locality", YLabel: "width", Label: "modularity Q"}
	for k := range 32 {
		f.Cols = append(f.Cols, fmt.Sprint(k))
	}
	for r := range 20 {
		f.Rows = append(f.Rows, fmt.Sprint(10*r))
		var row [][]float64
		for k := range 32 {
			row = append(row, []float64{math.Sin(float64(k)/8) * float64(r) / 20})
		}
		f.Values = append(f.Values, row)
	}
	return f
}

// parallel has settings and measures of so many runs, two of which diverged.
func parallel(runs int) Parallel {
	rng := rand.New(rand.NewPCG(1, 2))
	axes := []ParallelAxis{{Name: "method", Names: []string{"l1", "local", "bimt"}}, {Name: "λ"}, {Name: "swap every"}, {Name: "active weights"}, {Name: "test loss"}}
	for r := range runs {
		m, lambda, swaps := float64(r%3), math.Pow(10, -4+2*rng.Float64()), float64(50*(r%5))
		loss := lambda * (1 + m) * (1 + rng.Float64())
		if r < 2 {
			loss = nan
		}
		for i, v := range []float64{m, lambda, swaps, math.Round(60 / (1 + 300*lambda)), loss} {
			axes[i].Values = append(axes[i].Values, v)
		}
	}
	return Parallel{Title: "independence", Axes: axes, By: 4}
}
