package metric

import (
	"fmt"
	"math"
)

// Loss measures the loss of a network with its parameters as they are at the moment:
// runs a session on the test data, say. It must not change them.
type Loss func() (float64, error)

// measure is the loss; what the network had done to it is named in errors, and a panic
// becomes one.
func (l Loss) measure(what string) (v float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("metric: loss with %s: panic: %v", what, r)
		}
	}()
	if l == nil {
		return 0, fmt.Errorf("metric: loss with %s: there is no function to measure it", what)
	}
	if v, err = l(); err != nil {
		return 0, fmt.Errorf("metric: loss with %s: %w", what, err)
	}
	if math.IsNaN(v) {
		return 0, fmt.Errorf("metric: loss with %s is NaN: look for a division or a logarithm that zeros break", what)
	}
	return v, nil
}
