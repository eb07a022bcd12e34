package main

import (
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt/formula"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// truth is the formula that made an output's data.
type truth struct {
	data *task.Formula
	text string
}

func hasTruth(c *run.Config) bool {
	_, ok := c.Data.Of.(*task.Formula)
	return ok
}

func truthOf(c *run.Config, output int) (truth, error) {
	d := c.Data.Of.(*task.Formula) // hasTruth said so
	return truth{d, d.Formulas[output]}, nil
}

// Digits of constants that are no fractions or multiples of π, and rows compared.
const (
	digits = 2
	points = 500
)

// equal rounds the constants of a formula to two digits, but for those that are printed as
// fractions or multiples of π, and compares it with the truth on 500 rows drawn from the range of
// the data: two analytic formulas that agree there to 1e-9 are one function. Nothing is
// rewritten symbolically.
func (t truth) equal(text string) (bool, error) {
	e, err := formula.Parse(text)
	if err != nil {
		return false, err
	}
	got, err := e.Round(digits).Compile(t.data.Inputs)
	if err != nil {
		return false, err
	}
	if e, err = formula.Parse(t.text); err != nil {
		return false, err
	}
	want, err := e.Compile(t.data.Inputs)
	if err != nil {
		return false, err
	}
	rng := rand.New(rand.NewPCG(1, 0x7a))
	largest, off := 0.0, 0.0
	for range points {
		row := make([]float64, len(t.data.Inputs))
		for i := range row {
			row[i] = t.data.Range[0] + (t.data.Range[1]-t.data.Range[0])*rng.Float64()
		}
		y := want.Eval(row)
		largest, off = max(largest, math.Abs(y)), max(off, math.Abs(got.Eval(row)-y))
	}
	return off <= 1e-9*largest, nil // false of NaN
}
