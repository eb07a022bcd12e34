package experiment

import (
	"context"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() {
	makers["two-moons"] = moonsMaker(dataset.TwoMoons)
	makers["three-moons"] = moonsMaker(dataset.ThreeMoons)
}

func moonsMaker(draw func(*rand.Rand, int, float64) (dataset.Labelled, error)) maker {
	return func(_ context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		train, err := draw(rng, c.TrainRows, c.Noise)
		if err != nil {
			return nil, err
		}
		test, err := draw(rng, c.TestRows, c.Noise)
		if err != nil {
			return nil, err
		}
		d := &Data{Inputs: []string{"x1", "x2"}, Classes: train.Classes, Train: labelledSet(train), Test: labelledSet(test)}
		d.Outputs = []string{"upper moon", "lower moon"}
		if train.Classes > 2 {
			d.Outputs = []string{"moon 1", "moon 2", "moon 3"}
		}
		return d, nil
	}
}

func labelledSet(l dataset.Labelled) Set {
	return Set{Rows: l.X.Rows, X: l.X.Data, Y: floats(l.Labels), XShape: []int{l.X.Cols}}
}

func floats(v []int) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}
