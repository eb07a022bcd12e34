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

// elman is a recurrent network (Elman 1990), h_t = tanh(W·x_t + R·h_{t−1}), y = V·h_T.
type elman struct {
	in, back, out *nn.Linear
}

func newElman(params *graph.Params, space *bimt.Space, hidden int, rng *rand.Rand) *elman {
	r := &elman{
		in:   need(nn.NewLinear(params, "W", 1, hidden, op.Identity, rng)),
		back: need(nn.NewLinear(params, "R", hidden, hidden, op.Identity, rng)),
		out:  need(nn.NewLinear(params, "V", hidden, 1, op.Identity, rng)),
	}
	x, h, y := space.Axis("x", bimt.Line(1)), space.Axis("h", bimt.Line(hidden)), space.Axis("y", bimt.Line(1))
	stop(space.Connect(r.in.Weight, h, x))
	stop(space.Connect(r.back.Weight, h, h)) // an axis connected to itself
	stop(space.Connect(r.out.Weight, y, h))
	stop(space.Bias(r.in.Bias, h))
	stop(space.Bias(r.back.Bias, h))
	stop(space.Bias(r.out.Bias, y))
	return r
}

// apply takes sequences (batch, time) and gives the last output (batch, 1).
func (r *elman) apply(x *gorgonia.Node) *gorgonia.Node {
	var h *gorgonia.Node
	for t := range x.Shape()[1] {
		sum := need(r.in.Apply(need(op.Pick(x, 1, t)))) // (batch, hidden)
		if h != nil {
			sum = need(gorgonia.Add(sum, need(r.back.Apply(h))))
		}
		h = need(gorgonia.Tanh(sum))
	}
	return need(r.out.Apply(h))
}

// A recurrent network learns to add up four numbers. Its relocation swaps neurons by
// exact differences of cost: as both ends of an inner wire move, the cost of an order is
// no sum over neurons, and no assignment is exact.
func Example_recurrentNetwork() {
	rng := rand.New(rand.NewPCG(2, 1))
	g := gorgonia.NewGraph()
	params, space := graph.NewParams(g, tensor.Float64), bimt.NewSpace()
	net := newElman(params, space, 10, rng)

	x, y := need(graph.Input(g, tensor.Float64, "input", 64, 4)), need(graph.Input(g, tensor.Float64, "target", 64, 1))
	xs, ys := make([]float64, 64*4), make([]float64, 64)
	for i := range xs {
		xs[i] = rng.Float64() - 0.5
		ys[i/4] += xs[i]
	}
	stop(graph.Feed(x, xs...))
	stop(graph.Feed(y, ys...))

	out := net.apply(x)
	stop(space.Check(params.All()...)) // nothing was forgotten,
	stop(flow.Check(space, out))       // and what is computed follows the neurons
	loss := need(op.MSE(out, y))
	session := need(graph.Compile(graph.Program{Loss: loss, Params: params.All()}))
	adam := need(nn.NewAdamW(params.All(), nn.AdamWConfig{}))
	trainer := nn.Trainer{Session: session, Loss: loss, Optimizer: adam, Rate: nn.Constant(1e-2), Steps: 300}
	need(trainer.Run(context.Background()))
	stop(session.Run())
	before := need(session.Float64s(out))
	fmt.Println("learned:", session.Scalar(loss) < 0.01)

	moves := need(space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))
	stop(session.Run())
	largest := 0.0
	for i, v := range need(session.Float64s(out)) {
		largest = math.Max(largest, math.Abs(v-before[i]))
	}
	fmt.Println("wires got shorter:", moves.After < moves.Before)
	fmt.Println("outputs as before:", largest < 1e-12)
	// Output:
	// learned: true
	// wires got shorter: true
	// outputs as before: true
}

// need is a value that came without an error; any error ends the example.
func need[V any](v V, err error) V {
	stop(err)
	return v
}

func stop(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
