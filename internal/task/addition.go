package task

import (
	"context"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() { register("addition", &Addition{}) }

// Addition is sums of two numbers, digit by digit, the least significant first.
type Addition struct {
	Digits       int     `yaml:"digits,omitempty" about:"of each number; with 10 the test is that of AdderBoard, 10,010 fixed pairs" min:"0"`
	TestRows     int     `yaml:"test_rows,omitempty" about:"rows for the test" min:"0"`
	Carries      float64 `yaml:"carries,omitempty" about:"part of the training rows, at first, that is drawn for long carries" min:"0" max:"1"`
	CarriesFrom  float64 `yaml:"carries_from,omitempty" about:"fraction of the run from which that part falls" min:"0" max:"1"`
	CarriesUntil float64 `yaml:"carries_until,omitempty" about:"fraction of the run at which it is 0" min:"0" max:"1"`
}

// boardDigits are those of AdderBoard.
const boardDigits = 10

// Make implements Source.
func (a *Addition) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	sum := dataset.Addition{Digits: a.Digits}
	if err := sum.Check(); err != nil {
		return nil, err
	}
	var test [][]int
	if a.Digits == boardDigits {
		for _, p := range dataset.AdderBoard() {
			test = append(test, sum.Row(p[0], p[1]))
		}
		a.TestRows = len(test)
	} else {
		if err := room(0, a.TestRows, 3*a.Digits+3); err != nil {
			return nil, err
		}
		for range max(a.TestRows, 1) {
			test = append(test, sum.Row(sum.Draw(rng)))
		}
	}
	c := continued{names: append(numbers(10), "+", "="), answers: a.Digits + 1}
	return c.drawn(test, rng, func(rng *rand.Rand, at float64) []int {
		if rng.Float64() < a.carries(at) {
			return sum.Row(sum.DrawCarries(rng))
		}
		return sum.Row(sum.Draw(rng))
	}), nil
}

// carries is the part of the rows that is drawn for carries at a fraction of the run.
func (a *Addition) carries(at float64) float64 {
	switch {
	case at < a.CarriesFrom:
		return a.Carries
	case at >= a.CarriesUntil:
		return 0
	}
	return a.Carries * (a.CarriesUntil - at) / (a.CarriesUntil - a.CarriesFrom)
}
