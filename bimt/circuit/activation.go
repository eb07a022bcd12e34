package circuit

import (
	"math"

	"github.com/gobimt/bimt/graph/op"
)

// Activation is what a neuron applies to its sum.
type Activation = op.Activation

const (
	identity = op.Identity
	silu     = op.SiLU
	gelu     = op.GELU
	relu     = op.ReLU
	tanh     = op.Tanh
)

// √(2/π) and the cubic's weight in GELU's tanh form (arXiv 1606.08415).
var geluScale = math.Sqrt(2 / math.Pi)

const geluCubic = 0.044715

// Apply is act(z).
func Apply(act Activation, z float64) float64 {
	switch act {
	case silu:
		return z / (1 + math.Exp(-z))
	case gelu:
		return 0.5 * z * (1 + math.Tanh(geluScale*(z+geluCubic*z*z*z)))
	case relu:
		return max(z, 0)
	case tanh:
		return math.Tanh(z)
	}
	return z
}
