package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/formula"
)

// cause is why a formula that is not the truth was found in its place.
type cause int

const (
	asGood cause = iota
	near
	far
)

// causes in words.
var causes = [...]string{
	asGood: "as close to the noisy rows as the truth, to 1 % of the error",
	near:   "R² of 0.999 or more, but the truth is closer and was not found",
	far:    "no good fit was found",
}

// cause compares the errors of a formula with those of the truth on the rows it was searched in.
func (o outcome) cause(rows int) (cause, error) {
	i := slices.IndexFunc(problems, func(p problem) bool { return p.name == o.Problem })
	if i < 0 {
		return far, fmt.Errorf("there is no problem %q", o.Problem)
	}
	d, err := problems[i].rows(rows, o.Noise, o.Seed)
	if err != nil || strings.HasPrefix(o.Formula, "error: ") {
		return far, err
	}
	var r2, rmse [2]float64
	for k, text := range []string{o.Formula, problems[i].truth} {
		e, err := formula.Parse(text)
		if err != nil {
			return far, fmt.Errorf("%s: %w", o.Problem, err)
		}
		if r2[k], rmse[k], err = formula.Score(e, d); err != nil {
			return far, err
		}
	}
	switch {
	case rmse[0] <= 1.01*rmse[1]:
		return asGood, nil
	case r2[0] >= 0.999:
		return near, nil
	}
	return far, nil
}
