package bimt_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// gated is a gated MLP, y = D·(silu(G·x) ⊙ U·x) (SwiGLU: Shazeer, arXiv 2002.05202).
type gated struct {
	gate, up, down *nn.Linear
	x, y           *bimt.Axis
}

// newGated declares the axes and lays the weights on them. That is all it takes.
func newGated(params *graph.Params, space *bimt.Space, in, hidden, out int, rng *rand.Rand) *gated {
	g := &gated{
		gate: try(nn.NewLinear(params, "gate", in, hidden, op.SiLU, rng)),
		up:   try(nn.NewLinear(params, "up", in, hidden, op.Identity, rng)),
		down: try(nn.NewLinear(params, "down", hidden, out, op.Identity, rng)),
		x:    space.Axis("x", bimt.Line(in)),
	}
	// A hidden neuron is a row of gate, the same row of up, and a column of down: the
	// three share one axis, and so move together.
	h := space.Axis("h", bimt.Line(hidden))
	g.y = space.Axis("y", bimt.Line(out))
	for _, w := range []struct {
		layer    *nn.Linear
		to, from *bimt.Axis
	}{{g.gate, h, g.x}, {g.up, h, g.x}, {g.down, g.y, h}} {
		end(space.Connect(w.layer.Weight, w.to, w.from))
		end(space.Bias(w.layer.Bias, w.to))
	}
	return g
}

// apply takes x (batch, in) by input number and gives (batch, out) by output number.
func (g *gated) apply(x *gorgonia.Node) *gorgonia.Node {
	x = try(g.x.ToPlaces(x))
	h := try(gorgonia.HadamardProd(try(g.gate.Apply(x)), try(g.up.Apply(x)))) // (batch, hidden)
	return try(g.y.FromPlaces(try(g.down.Apply(h))))
}

// A gated MLP learns two products of its inputs, (x₀x₂, x₁x₃), with BIMT.
func Example_gatedMLP() {
	rng := rand.New(rand.NewPCG(1, 1))
	g := gorgonia.NewGraph()
	params, space := graph.NewParams(g, tensor.Float64), bimt.NewSpace(bimt.LayerDistance(0.1))
	net := newGated(params, space, 4, 12, 2, rng)

	x, y := try(graph.Input(g, tensor.Float64, "input", 100, 4)), try(graph.Input(g, tensor.Float64, "target", 100, 2))
	var xs, ys []float64
	for range 100 {
		v := []float64{2*rng.Float64() - 1, 2*rng.Float64() - 1, 2*rng.Float64() - 1, 2*rng.Float64() - 1}
		xs, ys = append(xs, v...), append(ys, v[0]*v[2], v[1]*v[3])
	}
	end(graph.Feed(x, xs...))
	end(graph.Feed(y, ys...))

	out := net.apply(x)
	end(space.Check(params.All()...)) // nothing was forgotten,
	end(flow.Check(space, out))       // and what is computed follows the neurons
	loss := try(op.MSE(out, y))
	penalty := try(space.Penalize(loss))
	end(penalty.Set(1e-3, 1, false)) // λ, A, and no price for biases
	session := try(graph.Compile(graph.Program{Loss: penalty.Total, Params: params.All()}))
	adam := try(nn.NewAdamW(params.All(), nn.AdamWConfig{}))

	trainer := nn.Trainer{Session: session, Loss: loss, Optimizer: adam, Rate: nn.Constant(5e-3), Steps: 2000}
	shorter := 0
	trainer.After(nn.Every(200), func(*nn.Step) error {
		moves, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
		if moves.After < moves.Before {
			shorter++
		}
		return err
	})
	try(trainer.Run(context.Background()))
	fmt.Println("learned:", session.Scalar(loss) < 0.01)
	fmt.Println("relocation made wires shorter:", shorter > 0)
	// Output:
	// learned: true
	// relocation made wires shorter: true
}

// try is a value that came without an error; any error ends the example.
func try[V any](v V, err error) V {
	end(err)
	return v
}

func end(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
