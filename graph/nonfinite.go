package graph

import (
	"fmt"
	"math"
)

// NonFiniteError reports the first tensor, in order of computation, that holds a NaN
// or an infinity.
type NonFiniteError struct {
	// Tensor is the name of the parameter, the input or the operation.
	Tensor string
	// Index is the place of the first such element, row-major, and Value what it is.
	Index int
	Value float64
	// Bad of Len elements are not finite. Least and Most are the extremes of the others,
	// and Norm is √Σx² over them; all three are 0 if there are none.
	Bad, Len          int
	Least, Most, Norm float64
}

// newNonFiniteError sums up the elements of a tensor, of which that at index is not finite.
func newNonFiniteError(tensor string, data []float64, index int) *NonFiniteError {
	e := &NonFiniteError{Tensor: tensor, Index: index, Value: data[index], Len: len(data), Least: math.Inf(1), Most: math.Inf(-1)}
	for _, x := range data {
		if !finite(x) {
			e.Bad++
			continue
		}
		e.Least, e.Most, e.Norm = min(e.Least, x), max(e.Most, x), math.Hypot(e.Norm, x)
	}
	if e.Bad == e.Len {
		e.Least, e.Most = 0, 0
	}
	return e
}

// Error implements error.
func (e *NonFiniteError) Error() string {
	others := "; there are no others"
	if n := e.Len - e.Bad; n > 0 {
		others = fmt.Sprintf("; the other %d lie in [%.3g, %.3g] and have norm %.3g", n, e.Least, e.Most, e.Norm)
	}
	return fmt.Sprintf("%s holds %v at element %d, and %d of its %d elements are not finite%s", e.Tensor, e.Value, e.Index, e.Bad, e.Len, others)
}
