package pretrained

import (
	"math"

	"github.com/gobimt/bimt/graph/op"
)

// exactGELU is GELU without the tanh form, z·Φ(z), which config.json calls gelu and settings
// gelu_erf (Hendrycks and Gimpel, arXiv 1606.08415). Settings of a run name it before any model
// is opened, so it is known from the start.
var exactGELU, errGELU = op.Register(op.Function{
	Name:  "gelu_erf",
	Value: func(z float64) float64 { return z * normal(z) },
	Slope: func(z float64) float64 { return normal(z) + z*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi) },
})

// normal is Φ, the distribution of a normal variable; erfc keeps its digits far below 0.
func normal(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
