package task

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() { register("sorting", &Sorting{}) }

// Sorting is all rows of a few letters, to be put in order.
type Sorting struct {
	Letters       int     `yaml:"letters,omitempty" about:"in a row" min:"0" max:"64"`
	Kinds         int     `yaml:"kinds,omitempty" about:"of letters" min:"0" max:"64"`
	TrainFraction float64 `yaml:"train_fraction,omitempty" about:"part of the rows to train on; the others are for the test" min:"0" max:"1"`
}

// Make implements Source.
func (s *Sorting) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	sorting := dataset.Sorting{Letters: s.Letters, Kinds: s.Kinds}
	n, err := sorting.Rows()
	if err != nil {
		return nil, err
	}
	train, test, err := dataset.Split(rng, n, s.TrainFraction)
	if err != nil {
		return nil, fmt.Errorf("train_fraction: %w", err)
	}
	rows := func(numbers []int) (rows [][]int) {
		for _, i := range numbers {
			rows = append(rows, sorting.Row(i))
		}
		return rows
	}
	return continued{names: numbers(s.Kinds), answers: s.Letters}.data(rows(train), rows(test)), nil
}
