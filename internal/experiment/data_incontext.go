package experiment

import (
	"context"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

// in-context: every row is a linear regression of its own, shown by examples.
func init() {
	makers["in-context"] = func(_ context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		task := dataset.InContext{Dims: c.Dims, Examples: c.Examples}
		train, err := task.Sample(rng, c.TrainRows)
		if err != nil {
			return nil, err
		}
		test, err := task.Sample(rng, c.TestRows)
		if err != nil {
			return nil, err
		}
		set := func(s dataset.Sequences) Set {
			return Set{Rows: s.Rows, X: s.X, Y: s.Y, XShape: []int{s.Length, s.Width}, YShape: []int{len(s.Places)}}
		}
		d := &Data{Train: set(train), Test: set(test), Length: len(train.Places), Read: train.Places, OutputWidth: train.Width}
		d.Train.YShape, d.Test.YShape = []int{d.Length, 1}, []int{d.Length, 1}
		return d, nil
	}
}
