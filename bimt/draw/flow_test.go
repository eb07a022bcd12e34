package draw_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func try[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

// sketch is a network of an example.
type sketch struct {
	params *graph.Params
	space  *bimt.Space
	rng    *rand.Rand
}

func newSketch() *sketch {
	return &sketch{graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace(), rand.New(rand.NewPCG(1, 1))}
}

func (s *sketch) axis(name string, n int) *bimt.Axis { return s.space.Axis(name, bimt.Line(n)) }

func (s *sketch) input(shape ...int) *gorgonia.Node {
	return try(graph.Input(s.params.Graph(), tensor.Float64, "input", shape...))
}

// linear is a layer from an axis to another.
func (s *sketch) linear(name string, to, from *bimt.Axis, act op.Activation) *nn.Linear {
	l := try(nn.NewLinear(s.params, name, from.Len(), to.Len(), act, s.rng))
	if err := s.space.Connect(l.Weight, to, from); err != nil {
		panic(err)
	}
	if err := s.space.Bias(l.Bias, to); err != nil {
		panic(err)
	}
	return l
}

// draw prints the layers of the picture, and gives the picture.
func (s *sketch) draw(out *gorgonia.Node) draw.Network {
	n := try(draw.FromFlow(try(flow.Read(s.space, out)), 0, "", nil))
	for _, l := range n.Layers {
		fmt.Println(l.Name, len(l.Neurons))
	}
	try(n.Picture())
	return n
}

// A gated layer, silu(G·x) ⊙ U·x, is drawn as one row, with the wires of both its weights:
// how signals flow is read from the expression graph, and a new architecture needs no code
// for its picture.
func ExampleFromFlow_gated() {
	s := newSketch()
	x, h, y := s.axis("x", 3), s.axis("h", 4), s.axis("y", 2)
	gate, up, down := s.linear("gate", h, x, op.SiLU), s.linear("up", h, x, op.Identity), s.linear("down", y, h, op.Identity)
	in := try(x.ToPlaces(s.input(5, 3)))
	hidden := try(gorgonia.HadamardProd(try(gate.Apply(in)), try(up.Apply(in))))
	n := s.draw(try(y.FromPlaces(try(down.Apply(hidden)))))
	fmt.Println(len(n.Edges), "weights")
	// Output:
	// x 3
	// h 4
	// y 2
	// 32 weights
}

// A gated recurrent unit (Cho et al. 2014, arXiv 1406.1078) unrolled over three steps is
// drawn once: the state, and beside it what its two gates let through.
func ExampleFromFlow_recurrent() {
	s := newSketch()
	x, h, y := s.axis("x", 2), s.axis("h", 3), s.axis("y", 1)
	part := func(name string) func(x, h *gorgonia.Node) *gorgonia.Node {
		in, back := s.linear(name+".in", h, x, op.Identity), s.linear(name+".back", h, h, op.Identity)
		return func(x, h *gorgonia.Node) *gorgonia.Node {
			return try(gorgonia.Add(try(in.Apply(x)), try(back.Apply(h))))
		}
	}
	reset, update, candidate, out := part("reset"), part("update"), part("candidate"), s.linear("out", y, h, op.Identity)
	sequence, state := s.input(5, 3, 2), try(graph.Input(s.params.Graph(), tensor.Float64, "state", 5, 3))
	for step := range 3 {
		now := try(op.Reshape(try(op.Pick(sequence, 1, step)), 5, 2))
		r, z := try(gorgonia.Sigmoid(reset(now, state))), try(gorgonia.Sigmoid(update(now, state)))
		c := try(gorgonia.Tanh(candidate(now, try(gorgonia.HadamardProd(r, state)))))
		rest := try(gorgonia.Sub(c, state)) // h + z ⊙ (c − h)
		state = try(gorgonia.Add(state, try(gorgonia.HadamardProd(z, rest))))
	}
	n := s.draw(try(out.Apply(state)))
	fmt.Println(len(n.Edges), "weights")
	// Output:
	// x 2
	// h 3
	// h 3
	// y 1
	// 48 weights
}

// Where no weight is above the threshold, the picture says so and shows neurons alone.
func TestFromFlowOfNothing(t *testing.T) {
	s := newSketch()
	x, y := s.axis("x", 2), s.axis("y", 2)
	out := try(y.FromPlaces(try(s.linear("l", y, x, op.Identity).Apply(try(x.ToPlaces(s.input(3, 2)))))))
	f := try(flow.Read(s.space, out))
	n := try(draw.FromFlow(f, 5, "", nil))
	if len(n.Edges) != 0 || !n.Layers[0].Neurons[0].Dead || !n.Layers[1].Neurons[1].Dead {
		t.Errorf("%d edges, layers %v", len(n.Edges), n.Layers)
	}
	var svg strings.Builder
	if err := try(n.Picture()).WriteSVG(&svg); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(svg.String(), "None of 4 weights is above 5.") {
		t.Error("the caption does not say that there is nothing to draw")
	}
	for _, c := range []struct {
		threshold float64
		labels    draw.Labels
	}{{-1, nil}, {0, draw.Labels{x: {"one"}}}} {
		if _, err := draw.FromFlow(f, c.threshold, "", c.labels); err == nil {
			t.Errorf("threshold %v, labels %v: no error", c.threshold, c.labels)
		}
	}
}
