package task

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() { register("in-context", &InContext{}) }

// InContext is rows that are each a linear regression of its own, shown by examples.
type InContext struct {
	TrainRows int `yaml:"train_rows,omitempty" about:"rows to train on" min:"0"`
	TestRows  int `yaml:"test_rows,omitempty" about:"rows for the test" min:"0"`
	Dims      int `yaml:"dims,omitempty" about:"length of w and x" min:"0"`
	Examples  int `yaml:"examples,omitempty" about:"pairs (x, y) shown before the question" min:"0"`
}

// Make implements Source.
func (c *InContext) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	task := dataset.InContext{Dims: c.Dims, Examples: c.Examples}
	if err := task.Check(); err != nil {
		return nil, err
	}
	if err := room(c.TrainRows, c.TestRows, task.Length()*task.Width()+c.Examples+1); err != nil {
		return nil, err
	}
	train, err := task.Sample(rng, c.TrainRows)
	if err != nil {
		return nil, err
	}
	test, err := task.Sample(rng, c.TestRows)
	if err != nil {
		return nil, err
	}
	set := func(s dataset.Sequences) Set {
		return Set{Rows: s.Rows, X: s.X, Y: s.Y, XShape: []int{s.Length, s.Width}, YShape: []int{len(s.Places), 1}}
	}
	d := &Data{Train: set(train), Test: set(test)}
	d.Sequence = Sequence{Length: len(train.Places), Read: train.Places, OutputWidth: train.Width}
	d.Inputs, d.Outputs = inContextNames(c.Dims)
	return d, nil
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
