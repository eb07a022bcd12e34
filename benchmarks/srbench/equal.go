package main

import (
	"math"

	"github.com/gobimt/bimt/bimt/formula"
)

// equality is in what sense a formula is the true one.
type equality struct {
	Exact    bool `json:"exact"`    // it is the truth
	Constant bool `json:"constant"` // it is, up to a constant added or multiplied: what SRBench counts
}

// compare rounds the constants that are no fractions or multiples of π to three digits and
// compares with the truth on 500 rows that the search did not see. Two analytic formulas that agree
// to 1e-9 there are equal.
func compare(p *problem, e *formula.Expr, digits int) (equality, error) {
	truth, err := p.rows(500, 0, 1<<40)
	if err != nil {
		return equality{}, err
	}
	f, err := e.Round(digits).Compile(truth.Names)
	if err != nil {
		return equality{}, err
	}
	var difference, ratio, y spread
	for i, row := range truth.X {
		got := f.Eval(row)
		y.add(truth.Y[i])
		difference.add(got - truth.Y[i])
		ratio.add(got / truth.Y[i])
	}
	size := math.Max(math.Abs(y.high), math.Abs(y.low))
	q := equality{Exact: math.Max(difference.high, -difference.low) <= 1e-9*size}
	q.Constant = q.Exact || difference.width() <= 1e-9*size && y.width() > 0 || ratio.width() <= 1e-9*math.Abs(ratio.high)
	return q, nil
}

// spread is the least and greatest of some numbers.
type spread struct {
	low, high float64
	some      bool
}

func (s *spread) add(v float64) {
	if !s.some {
		s.low, s.high, s.some = v, v, true
	}
	s.low, s.high = math.Min(s.low, v), math.Max(s.high, v)
}

// width is NaN if any of the numbers is.
func (s *spread) width() float64 { return s.high - s.low }
