package task

import (
	"context"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() {
	register("two-moons", &Moons{moons: &moons{dataset.TwoMoons, []string{"upper moon", "lower moon"}}})
	register("three-moons", &Moons{moons: &moons{dataset.ThreeMoons, []string{"moon 1", "moon 2", "moon 3"}}})
}

// Moons are points on half circles, one for each class.
type Moons struct {
	Noise     float64 `yaml:"noise,omitempty" about:"standard deviation of the noise on the points of the moons" min:"0"`
	TrainRows int     `yaml:"train_rows,omitempty" about:"rows to train on" min:"0"`
	TestRows  int     `yaml:"test_rows,omitempty" about:"rows for the test" min:"0"`

	*moons
}

// moons are where points lie.
type moons struct {
	draw    func(rng *rand.Rand, n int, noise float64) (dataset.Labelled, error)
	classes []string
}

// Make implements Source.
func (m *Moons) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	if err := room(m.TrainRows, m.TestRows, 3); err != nil {
		return nil, err
	}
	train, err := m.draw(rng, m.TrainRows, m.Noise)
	if err != nil {
		return nil, err
	}
	test, err := m.draw(rng, m.TestRows, m.Noise)
	if err != nil {
		return nil, err
	}
	return points(train, test, m.classes), nil
}

// points are data of two numbers and a class.
func points(train, test dataset.Labelled, classes []string) *Data {
	set := func(l dataset.Labelled) Set {
		return Set{Rows: l.X.Rows, X: l.X.Data, Y: floats(l.Labels), XShape: []int{l.X.Cols}}
	}
	return &Data{
		Schema: Schema{Inputs: []string{"x1", "x2"}, Outputs: classes, Classes: train.Classes},
		Train:  set(train), Test: set(test),
	}
}
