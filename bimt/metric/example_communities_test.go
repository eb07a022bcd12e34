package metric_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A network that a weak weight keeps in one part has two communities. Neuron 2 of the
// hidden layer is dead and in neither.
func ExampleCommunities() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	net, err := nn.NewMLP(params, "linear", []int{2, 3, 2}, "tanh", rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		log.Fatal(err)
	}
	in, hidden, out := space.Axis("in", bimt.Line(2)), space.Axis("hidden", bimt.Line(3)), space.Axis("out", bimt.Line(2))
	for i, l := range []struct {
		to, from *bimt.Axis
		values   []float64
	}{{hidden, in, []float64{1, 0, 0, 1, 1, 1}}, {out, hidden, []float64{1, 0.1, 0, 0, 1, 0}}} {
		w := net.Layers[i].Weight
		if err := w.Set(l.values); err != nil {
			log.Fatal(err)
		}
		if err := space.Connect(w, l.to, l.from); err != nil {
			log.Fatal(err)
		}
	}
	x, err := graph.Input(params.Graph(), params.DType(), "x", 1, 2)
	if err != nil {
		log.Fatal(err)
	}
	y, err := net.Apply(x)
	if err != nil {
		log.Fatal(err)
	}
	f, err := flow.Read(space, y)
	if err != nil {
		log.Fatal(err)
	}
	all, q, err := metric.Communities(space, f, 0.01, metric.Restarts, rand.New(rand.NewPCG(3, 4)))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range all {
		for _, n := range c {
			fmt.Printf("%s%d;", n.Axis.Name(), n.Number)
		}
		fmt.Println()
	}
	fmt.Printf("Q = %.3f\n", q)
	// Output:
	// in0;hidden0;out0;
	// in1;hidden1;out1;
	// Q = 0.476
}
