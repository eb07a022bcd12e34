package op

import (
	"fmt"
	"math"
	"slices"

	"gorgonia.org/gorgonia"
)

// Activation names the function a layer applies to each of its sums: one of those here, or
// one of your own, by Register.
type Activation string

// The activations. GELU is the tanh form, ½z(1 + tanh(√(2/π)(z + 0.044715 z³)))
// (Hendrycks and Gimpel, arXiv 1606.08415).
const (
	Identity Activation = "identity"
	SiLU     Activation = "silu" // z / (1 + e^−z)
	GELU     Activation = "gelu"
	ReLU     Activation = "relu"
	Tanh     Activation = "tanh"
)

var builtIn = []Activation{SiLU, GELU, ReLU, Tanh, Identity}

// Activations lists all there are, registered ones last.
func Activations() []Activation {
	registered.RLock()
	defer registered.RUnlock()
	return slices.Concat(builtIn, registered.names)
}

// Check reports an activation that there is not.
func (a Activation) Check() error {
	if !slices.Contains(Activations(), a) {
		return fmt.Errorf("there is no activation %q: use one of %v, or make it one by op.Register", string(a), Activations())
	}
	return nil
}

// geluC is √(2/π).
var geluC = math.Sqrt(2 / math.Pi)

const geluCubic = 0.044715

// Apply is act(z), in stock Gorgonia nodes, for what is no affine operation: the sum of
// two, say. Where one is applied, Affine does both faster.
func (a Activation) Apply(z *gorgonia.Node) (out *gorgonia.Node, err error) {
	if z == nil {
		return nil, fmt.Errorf("op: activation %s: its input is missing", a)
	}
	if err := a.Check(); err != nil {
		return nil, fmt.Errorf("op: %w", err)
	}
	return a.twin(z)
}

// twin applies the activation with stock Gorgonia nodes.
func (a Activation) twin(z *gorgonia.Node) (out *gorgonia.Node, err error) {
	defer recoverInto(&err, string(a))
	switch a {
	case Identity:
		return z, nil
	case ReLU:
		return gorgonia.Rectify(z)
	case Tanh:
		return gorgonia.Tanh(z)
	case SiLU:
		s, err := gorgonia.Sigmoid(z)
		if err != nil {
			return nil, err
		}
		return gorgonia.HadamardProd(z, s)
	case GELU:
		return geluTwin(z)
	}
	if f, ok := a.function(); ok && f.Twin != nil {
		return f.Twin(z)
	}
	return nil, fmt.Errorf("op: activation %s: %w", a, ErrNoTwin)
}

func geluTwin(z *gorgonia.Node) (*gorgonia.Node, error) {
	cube := gorgonia.Must(gorgonia.HadamardProd(z, gorgonia.Must(gorgonia.HadamardProd(z, z))))
	inner := gorgonia.Must(gorgonia.Add(z, gorgonia.Must(gorgonia.HadamardProd(cube, konst(z, geluCubic)))))
	t := gorgonia.Must(gorgonia.Tanh(gorgonia.Must(gorgonia.HadamardProd(inner, konst(z, geluC)))))
	half := gorgonia.Must(gorgonia.HadamardProd(z, konst(z, 0.5)))
	return gorgonia.Add(half, gorgonia.Must(gorgonia.HadamardProd(half, t)))
}
