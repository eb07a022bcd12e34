package nn_test

import (
	"fmt"
	"log"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What an MLP computes with one hidden neuron held at 0, and what the loss gains by it.
func ExampleTrace_Overwrite() {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	mlp, err := nn.NewMLP(params, "linear", []int{2, 3, 1}, op.SiLU, seeded(1))
	if err != nil {
		log.Fatal(err)
	}
	x, err := graph.Input(params.Graph(), tensor.Float64, "x", 1, 2)
	if err != nil {
		log.Fatal(err)
	}
	if err := graph.Feed(x, 1.0, -1); err != nil {
		log.Fatal(err)
	}
	trace := nn.NewTrace()
	y, err := trace.Apply("mlp", mlp, x)
	if err != nil {
		log.Fatal(err)
	}
	loss, err := gorgonia.Sum(y)
	if err != nil {
		log.Fatal(err)
	}
	off := false
	hooks, err := trace.Overwrite(nn.Hooks{"mlp.hidden0": func(v []float64) { // (batch, 3)
		if off {
			v[1] = 0
		}
	}})
	if err != nil {
		log.Fatal(err)
	}
	hidden, err := trace.LookupAll("mlp.hidden0")
	if err != nil {
		log.Fatal(err)
	}
	session, err := graph.Compile(graph.Program{Loss: loss, Wrt: hidden, Overwrite: hooks})
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		if err := session.Run(); err != nil {
			log.Fatal(err)
		}
		value, err := session.Float64s(hidden[0])
		if err != nil {
			log.Fatal(err)
		}
		gradient, err := session.Gradient(hidden[0])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("hidden %.3f, gradient %.3f, loss %.3f\n", value, gradient, session.Scalar(loss))
		off = true
	}
	// Output:
	// hidden [-0.159 0.247 -0.201], gradient [-0.090 -0.306 -0.005], loss -0.546
	// hidden [-0.159 0.000 -0.201], gradient [-0.090 -0.306 -0.005], loss -0.470
}

func TestHooks(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	mlp := must(nn.NewMLP(params, "linear", []int{2, 3, 1}, op.SiLU, seeded(1)))(t)
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 1, 2))(t)
	trace := nn.NewTrace()
	y := must(trace.Apply("mlp", mlp, x))(t)
	var order []string
	note := func(name string) func([]float64) { return func([]float64) { order = append(order, name) } }
	hooks := must(trace.Overwrite(nn.Hooks{"mlp.out": note("mlp.out"), "mlp": note("mlp")}))(t) // one node
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{y}, Overwrite: hooks}))(t)
	check(t, s.Run())
	if !slices.Equal(order, []string{"mlp", "mlp.out"}) {
		t.Errorf("hooks of one activation by two names are called as %v", order)
	}
	_, err := trace.Overwrite(nn.Hooks{"mlp.hiden0": note("")})
	wantError(t, err, "mlp.hiden0", `did you mean "mlp.hidden0"`)
	_, err = trace.Overwrite(nn.Hooks{"mlp": nil})
	wantError(t, err, "hook of mlp", "missing")
	_, err = trace.LookupAll("mlp", "mpl")
	wantError(t, err, "mpl", `did you mean "mlp"`)
}
