package task

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() { register("spirals", &Spirals{}) }

// Spirals are points on two arms that wind around each other, a class each.
type Spirals struct {
	Turns     float64 `yaml:"turns,omitempty" about:"of each arm around the middle" min:"0" max:"10"`
	Noise     float64 `yaml:"noise,omitempty" about:"standard deviation of the noise on the points" min:"0"`
	TrainRows int     `yaml:"train_rows,omitempty" about:"rows to train on, half of them of each arm" min:"0"`
	TestRows  int     `yaml:"test_rows,omitempty" about:"rows for the test" min:"0"`
}

// Make implements Source. With u uniform in [0, 1], a point of class k is at
//
//	√u · (cos t, sin t),  t = 2π · turns · √u + πk,
//
// so that points lie equally dense along the arms, plus the noise.
func (s *Spirals) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	if s.Turns == 0 {
		return nil, fmt.Errorf("turns: give a number above 0, such as 1.5")
	}
	if err := room(s.TrainRows, s.TestRows, 3); err != nil {
		return nil, err
	}
	return points(s.draw(rng, s.TrainRows), s.draw(rng, s.TestRows), []string{"first arm", "second arm"}), nil
}

func (s *Spirals) draw(rng *rand.Rand, rows int) dataset.Labelled {
	l := dataset.Labelled{X: dataset.NewMatrix(rows, 2), Labels: make([]int, rows), Classes: 2}
	for i := range rows {
		l.Labels[i] = i % 2
		r := math.Sqrt(rng.Float64())
		sin, cos := math.Sincos(2*math.Pi*s.Turns*r + math.Pi*float64(i%2))
		p := l.X.Row(i)
		p[0], p[1] = r*cos+s.Noise*rng.NormFloat64(), r*sin+s.Noise*rng.NormFloat64()
	}
	return l
}
