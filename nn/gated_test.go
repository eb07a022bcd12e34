package nn_test

import (
	"fmt"
	"log"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SwiGLU, the MLP of a Llama block: without biases.
func ExampleGatedMLP() {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	mlp, err := nn.NewGatedMLP(params, "mlp", 4, 8, 4, op.SiLU, seeded(1))
	if err != nil {
		log.Fatal(err)
	}
	mlp.Gate.Bias, mlp.Up.Bias, mlp.Down.Bias = nil, nil, nil
	x, err := graph.Input(params.Graph(), tensor.Float64, "x", 2, 3, 4)
	if err != nil {
		log.Fatal(err)
	}
	trace := nn.NewTrace()
	y, err := trace.Apply("mlp", mlp, x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(trace.Names(), y.Shape())
	for _, p := range mlp.Params() {
		fmt.Println(p.Name(), p.Shape())
	}
	// Output:
	// [mlp.gate mlp.up mlp.hidden mlp.out mlp] (2, 3, 4)
	// mlp.gate.weight [8 4]
	// mlp.up.weight [8 4]
	// mlp.down.weight [4 8]
}

func TestGatedMLP(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	m := must(nn.NewGatedMLP(params, "mlp", 2, 3, 1, op.Tanh, seeded(1)))(t)
	want := []string{"mlp.gate.weight", "mlp.gate.bias", "mlp.up.weight", "mlp.up.bias", "mlp.down.weight", "mlp.down.bias"}
	if !slices.Equal(names(m.Params()), want) {
		t.Errorf("parameters %v, want %v", names(m.Params()), want)
	}
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 1, 2))(t)
	check(t, graph.Feed(x, 0.5, -2))
	v := make([][]float64, 6)
	for i, p := range m.Params() {
		v[i] = p.Float64s()
	}
	y := v[5][0]
	for j := range 3 {
		gate := math.Tanh(0.5*v[0][2*j] - 2*v[0][2*j+1] + v[1][j])
		y += v[4][j] * gate * (0.5*v[2][2*j] - 2*v[2][2*j+1] + v[3][j])
	}
	if got := apply(t, m, x)[0]; math.Abs(got-y) > 1e-14 {
		t.Errorf("the gated MLP gives %v, want %v", got, y)
	}
	_, err := nn.NewGatedMLP(params, "other", 2, 0, 1, op.Tanh, seeded(1))
	wantError(t, err, "other.gate", "at least 1")
}

func TestRMSNorm(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	l := must(nn.NewRMSNorm(params, "norm", 2))(t)
	check(t, l.Scale.Set([]float64{1, 10}))
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 1, 2))(t)
	check(t, graph.Feed(x, 3.0, 4))
	for _, epsilon := range []float64{nn.NormEpsilon, 2} {
		l.Epsilon = epsilon
		r := math.Sqrt(12.5 + epsilon)
		if got := apply(t, l, x); math.Abs(got[0]-3/r) > 1e-14 || math.Abs(got[1]-40/r) > 1e-14 || !slices.Equal(names(l.Params()), []string{"norm.scale"}) {
			t.Errorf("RMS norm %v with ε = %v gives %v, want %v and %v", names(l.Params()), epsilon, got, 3/r, 40/r)
		}
	}
}

func TestLayerNormEpsilon(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	l := must(nn.NewLayerNorm(params, "norm", 2))(t)
	l.Epsilon = 3
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 1, 2))(t)
	check(t, graph.Feed(x, 1.0, 3))
	if got := apply(t, l, x); math.Abs(got[0]+0.5) > 1e-15 || math.Abs(got[1]-0.5) > 1e-15 {
		t.Errorf("with ε = 3 it gives %v, want −1/√(1 + 3) and 1/√(1 + 3)", got)
	}
}
