package nn

import (
	"fmt"
	"math"
)

// Schedule is a value over a run: a start, multiplied by a factor at each of some
// fractions of the run.
type Schedule struct {
	Start   float64
	Changes []Change
}

// Change multiplies a schedule's value from the step ⌊At · steps⌋ on, the first step
// being 0.
type Change struct {
	At     float64 `yaml:"at" json:"at"`
	Factor float64 `yaml:"factor" json:"factor"`
}

// Constant is a schedule that never changes.
func Constant(v float64) Schedule { return Schedule{Start: v} }

// Value is the schedule's value in a step of a run of the given length.
func (s Schedule) Value(step, steps int) float64 {
	v := s.Start
	for _, c := range s.Changes {
		if step >= int(float64(steps)*c.At) {
			v *= c.Factor
		}
	}
	return v
}

// Check reports fractions outside of 0 to 1 and values that are not finite.
func (s Schedule) Check() error {
	if !finite(s.Start) {
		return fmt.Errorf("a schedule that starts at %v: want a finite number", s.Start)
	}
	for _, c := range s.Changes {
		if !(c.At >= 0 && c.At <= 1) {
			return fmt.Errorf("a change at %v of the run: want a fraction from 0 to 1", c.At)
		}
		if !finite(c.Factor) {
			return fmt.Errorf("a change by a factor of %v: want a finite number", c.Factor)
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
