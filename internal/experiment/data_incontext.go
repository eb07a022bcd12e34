package experiment

import (
	"context"
	"fmt"
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
		d.Inputs, d.Outputs = inContextNames(c.Dims)
		d.Train.YShape, d.Test.YShape = []int{d.Length, 1}, []int{d.Length, 1}
		return d, nil
	}
}

// inContextNames names the numbers of a token, and the outputs, of which only the first
// is compared.
func inContextNames(dims int) (inputs, outputs []string) {
	inputs, outputs = []string{"y"}, []string{"y"}
	for i := range dims {
		x := "x"
		if dims > 1 {
			x = fmt.Sprint("x", i+1)
		}
		inputs, outputs = append(inputs, x), append(outputs, "unused")
	}
	return inputs, outputs
}
