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

// convNet is two layers of 3×3 kernels; each channel is a neuron.
type convNet struct {
	first, second *graph.Param // (out, in, 3, 3)
}

func newConvNet(params *graph.Params, space *bimt.Space, in, hidden, out int, rng *rand.Rand) *convNet {
	c := &convNet{first: get(params.New("first", hidden, in, 3, 3)), second: get(params.New("second", out, hidden, 3, 3))}
	do(nn.Normal(c.first, 0.3, rng))
	do(nn.Normal(c.second, 0.1, rng))
	// The channels of images and of results keep their order; those between may move.
	// All nine weights of a kernel go from one channel to another: they have one length.
	x := space.Axis("colours", bimt.Line(in), bimt.Fixed())
	h := space.Axis("channels", bimt.Line(hidden))
	y := space.Axis("results", bimt.Line(out), bimt.Fixed())
	do(space.ConnectDims(c.first, []*bimt.Axis{h, x, nil, nil}))
	do(space.ConnectDims(c.second, []*bimt.Axis{y, h, nil, nil}))
	return c
}

// apply takes images (batch, in, height, width) and gives (batch, out, height, width).
func (c *convNet) apply(x *gorgonia.Node) *gorgonia.Node {
	conv := func(x *gorgonia.Node, kernel *graph.Param) *gorgonia.Node {
		return get(gorgonia.Conv2d(x, kernel.Node(), tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))
	}
	return conv(get(gorgonia.Tanh(conv(x, c.first))), c.second)
}

// A convolution learns to tell what changes to the right and what changes downwards, each
// of a colour of its own; then its channels move near what they are wired to.
func Example_convolution() {
	const batch, side = 4, 6
	rng := rand.New(rand.NewPCG(3, 1))
	g := gorgonia.NewGraph()
	params, space := graph.NewParams(g, tensor.Float64), bimt.NewSpace()
	net := newConvNet(params, space, 2, 8, 2, rng)

	x, y := get(graph.Input(g, tensor.Float64, "images", batch, 2, side, side)), get(graph.Input(g, tensor.Float64, "changes", batch, 2, side, side))
	xs := make([]float64, batch*2*side*side)
	ys := make([]float64, len(xs))
	for i := range xs {
		xs[i] = rng.Float64() - 0.5
		if colour := i / (side * side) % 2; colour == 0 && i%side > 0 {
			ys[i] = xs[i] - xs[i-1]
		} else if colour == 1 && i/side%side > 0 {
			ys[i] = xs[i] - xs[i-side]
		}
	}
	do(graph.Feed(x, xs...))
	do(graph.Feed(y, ys...))

	out := net.apply(x)
	do(space.Check(params.All()...)) // nothing was forgotten,
	do(flow.Check(space, out))       // and what is computed follows the neurons
	loss := get(op.MSE(out, y))
	penalty := get(space.Penalize(loss))
	do(penalty.Set(1e-4, 1, false))
	session := get(graph.Compile(graph.Program{Loss: penalty.Total, Params: params.All()}))
	adam := get(nn.NewAdamW(params.All(), nn.AdamWConfig{}))
	trainer := nn.Trainer{Session: session, Loss: loss, Optimizer: adam, Rate: nn.Constant(1e-2), Steps: 300}
	first := 0.0
	trainer.After(func(s *nn.Step) bool { return s.Index == 0 }, func(s *nn.Step) error { first = s.Loss; return nil })
	get(trainer.Run(context.Background()))
	do(session.Run())
	before := get(session.Float64s(out))
	fmt.Println("loss fell to a tenth:", session.Scalar(loss) < first/10)

	moves := get(space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))
	do(session.Run())
	largest := 0.0
	for i, v := range get(session.Float64s(out)) {
		largest = math.Max(largest, math.Abs(v-before[i]))
	}
	fmt.Println("wires got shorter:", moves.After < moves.Before)
	fmt.Println("results as before:", largest < 1e-12)
	// Output:
	// loss fell to a tenth: true
	// wires got shorter: true
	// results as before: true
}

// get is a value that came without an error; any error ends the example.
func get[V any](v V, err error) V {
	do(err)
	return v
}

func do(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
