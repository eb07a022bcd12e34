package experiment

import (
	"errors"

	"github.com/gobimt/bimt/graph"
)

// IsNonFinite says whether a run ended because a tensor held a NaN or an infinity.
func IsNonFinite(err error) bool {
	var e *graph.NonFiniteError
	return errors.As(err, &e)
}
