package task

import (
	"context"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() { register("induction", &Induction{}) }

// Induction is rows of tokens that repeat themselves.
type Induction struct {
	Vocabulary int `yaml:"vocabulary,omitempty" about:"kinds of tokens" min:"0"`
	Length     int `yaml:"length,omitempty" about:"characters or tokens in a sequence" min:"0" max:"65536"`
	TestRows   int `yaml:"test_rows,omitempty" about:"rows for the test" min:"0"`
}

// Make implements Source.
func (i *Induction) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	repeats := dataset.Repeats{Vocabulary: i.Vocabulary, Length: i.Length}
	if err := repeats.Check(); err != nil {
		return nil, err
	}
	if err := room(0, i.TestRows, i.Length); err != nil {
		return nil, err
	}
	var test [][]int
	for range max(i.TestRows, 1) {
		test = append(test, repeats.Draw(rng))
	}
	c := continued{names: numbers(i.Vocabulary), answers: i.Length/2 - 1}
	return c.drawn(test, rng, func(rng *rand.Rand, _ float64) []int { return repeats.Draw(rng) }), nil
}
