package op_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// softplus is log(1 + eᶻ): an activation that this package does not have.
var softplus = must(op.Register(op.Function{
	Name:  "softplus",
	Value: func(z float64) float64 { return math.Log1p(math.Exp(z)) },
	Slope: func(z float64) float64 { return 1 / (1 + math.Exp(-z)) },
	Twin:  gorgonia.Softplus,
}))

// An activation of one's own is used by its name like any other.
func ExampleRegister() {
	square, err := op.Register(op.Function{
		Name:  "squared relu",
		Value: func(z float64) float64 { return max(z, 0) * max(z, 0) },
		Slope: func(z float64) float64 { return 2 * max(z, 0) },
	})
	fmt.Println(square, err)
	_, err = op.Register(op.Function{Name: "wrong", Value: math.Sin, Slope: math.Sin})
	fmt.Println(err)
	// Output:
	// squared relu <nil>
	// op: activation "wrong": its Slope at -3.3172 is 0.1747, differences of its Value give -0.9846
}

// Every law of a layer holds for it, in Affine and where tokens are multiplied once.
func TestRegisteredActivationLaws(t *testing.T) {
	act := softplus(t)
	tokens := func(act op.Activation) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return op.TokenAffine(in[0], in[1], in[2], in[3], act)
		}
	}
	graphtest.Check(t, graphtest.Case{
		Name:      "affine softplus",
		Inputs:    affineInputs(7, 3, 5),
		Op:        affine(act),
		Tolerance: 1e-12,
		Variants:  []graphtest.Case{{Name: "another activation", Op: affine(op.SiLU)}},
	})
	graphtest.Check(t, graphtest.Case{
		Name:      "token affine softplus",
		Inputs:    []graphtest.Input{graphtest.Random("table", 3, 2), graphtest.Numbers("id", []int{4, 1}, 2, 0, 1, 2), graphtest.Random("w", 5, 2), graphtest.Random("b", 5)},
		Op:        tokens(act),
		Tolerance: 1e-12,
		Variants:  []graphtest.Case{{Name: "another activation", Op: tokens(op.SiLU)}},
	})
}

func TestRegisterRefuses(t *testing.T) {
	f := op.Function{Name: "silu", Value: math.Tanh, Slope: func(z float64) float64 { return 1 - math.Tanh(z)*math.Tanh(z) }}
	_, err := op.Register(f)
	wantError(t, err, "silu", "already")
	_, err = op.Register(op.Function{Name: string(softplus(t)), Value: f.Value, Slope: f.Slope})
	wantError(t, err, "softplus", "already")
	_, err = op.Register(op.Function{Name: "half", Value: f.Value})
	wantError(t, err, "half", "Slope")
	_, err = op.Register(op.Function{Value: f.Value, Slope: f.Slope})
	wantError(t, err, "name")
	wantError(t, op.Activation("sine").Check(), "sine", "silu", "Register")
}
