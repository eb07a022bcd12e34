package bimt_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A network trains with BIMT: declare its axes, connect its weights, add the penalty,
// relocate as it trains. Here an MLP learns two targets that share no input, x₀² and x₂²
// among four inputs; what it has no use for goes.
func Example() {
	g, rng := gorgonia.NewGraph(), rand.New(rand.NewPCG(1, 2))
	params := graph.NewParams(g, tensor.Float64)
	x, y := squares(g, rng)

	mlp, err := nn.NewMLP(params, "linear", []int{4, 12, 2}, op.SiLU, rng)
	fatal(err)

	space := bimt.NewSpace(bimt.LayerDistance(0.1))
	in, hidden, out := space.Axis("in", bimt.Line(4)), space.Axis("hidden", bimt.Line(12)), space.Axis("out", bimt.Line(2))
	for i, ends := range [][2]*bimt.Axis{{in, hidden}, {hidden, out}} {
		fatal(space.Connect(mlp.Layers[i].Weight, ends[1], ends[0])) // rows on the second, columns on the first
		fatal(space.Bias(mlp.Layers[i].Bias, ends[1]))
	}
	x = node(in.ToPlaces(x))                           // inputs follow their neurons
	answer := node(out.FromPlaces(node(mlp.Apply(x)))) // outputs too
	loss := node(op.MSE(answer, y))
	fatal(space.Check(params.All()...))  // names what a relocation would leave behind
	fatal(flow.Check(space, answer))     // and what else it would break
	penalty, err := space.Penalize(loss) // penalty.Total = loss + λ · connection cost
	fatal(err)
	session, err := graph.Compile(graph.Program{Loss: penalty.Total, Params: params.All()})
	fatal(err)
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
	fatal(err)

	lambda := nn.Schedule{Start: 1e-3, Changes: []nn.Change{{At: 0.25, Factor: 10}, {At: 0.75, Factor: 0.1}}}
	t := nn.Trainer{Session: session, Loss: loss, Optimizer: adam, Rate: nn.Constant(5e-3), Steps: 3000}
	t.Before(nn.Always, func(s *nn.Step) error { return penalty.Set(lambda.Value(s.Index, s.Steps), 1, true) })
	t.After(nn.Every(200), func(*nn.Step) error {
		_, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
		return err
	})
	dense := space.ConnectionCost(1)
	_, err = t.Run(context.Background())
	fatal(err)

	fmt.Println("error below 0.01:", session.Scalar(loss) < 0.01)
	fmt.Println("active weights at most 20 of", params.Len(), "and the cost below a half:", active(params) <= 20, space.ConnectionCost(1) < dense/2)
	// Output:
	// error below 0.01: true
	// active weights at most 20 of 86 and the cost below a half: true true
}

// squares are 100 inputs in [−1, 1]⁴ and their targets.
func squares(g *gorgonia.ExprGraph, rng *rand.Rand) (x, y *gorgonia.Node) {
	var in, out []float64
	for range 100 {
		v := []float64{2*rng.Float64() - 1, 2*rng.Float64() - 1, 2*rng.Float64() - 1, 2*rng.Float64() - 1}
		in, out = append(in, v...), append(out, v[0]*v[0], v[2]*v[2])
	}
	x, y = node(graph.Input(g, tensor.Float64, "x", 100, 4)), node(graph.Input(g, tensor.Float64, "y", 100, 2))
	fatal(graph.Feed(x, in...))
	fatal(graph.Feed(y, out...))
	return x, y
}

func active(params *graph.Params) (n int) {
	for _, p := range params.All() {
		for _, w := range p.Float64s() {
			if math.Abs(w) > 0.01 {
				n++
			}
		}
	}
	return n
}

func node(n *gorgonia.Node, err error) *gorgonia.Node {
	fatal(err)
	return n
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
