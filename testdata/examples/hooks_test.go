package examples

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Activation patching (Vig et al. 2020, arXiv 2004.12265): the activations of a clean run
// are put into a run on corrupted inputs, layer by layer, to see where the answer is.
func TestHooksAndPatching(t *testing.T) {
	const batch = 64
	n, random := newNetwork(), rng()
	x, y := n.space.Axis("x", bimt.Line(3)), n.space.Axis("y", bimt.Line(1))
	h0, h1 := n.space.Axis("h0", bimt.Line(8)), n.space.Axis("h1", bimt.Line(8))
	net := try(nn.NewMLP(n.params, "mlp", []int{3, 8, 8, 1}, op.SiLU, random))
	for i, axes := range [][2]*bimt.Axis{{h0, x}, {h1, h0}, {y, h1}} {
		n.connect(net.Layers[i], axes[0], axes[1])
	}
	var xs, ys []float64
	for range batch {
		v := []float64{2*random.Float64() - 1, 2*random.Float64() - 1, 2*random.Float64() - 1}
		xs, ys = append(xs, v...), append(ys, v[0]*v[1])
	}
	data := n.input("x", xs, batch, 3)
	trace := nn.NewTrace()
	last := try(trace.Apply("mlp", net, try(x.ToPlaces(data)))) // mlp.hidden0, mlp.hidden1, mlp
	n.out = try(y.FromPlaces(last))
	n.loss, n.below = try(op.MSE(n.out, n.input("y", ys, batch, 1))), 0.01
	n.labels = draw.Labels{x: {"a", "b", "noise"}, y: {"a·b"}}
	check(t, n)

	clean := activations(trace, n.out)
	answer := clean["output"]
	corrupt := make([]float64, len(xs))
	for i := range corrupt {
		corrupt[i] = -xs[len(xs)-1-i] // other rows
	}
	do(graph.Feed(data, corrupt...))
	if d := distance(answer, activations(trace, n.out)["output"]); d < 0.1 {
		t.Errorf("corrupted inputs change the answers by %v only, so a patch shows nothing", d)
	}
	for _, name := range []string{"mlp.hidden0", "mlp.hidden1"} {
		node := try(trace.Lookup(name))
		patched := try(graph.Compile(graph.Program{
			Outputs:   []*gorgonia.Node{n.out},
			Overwrite: map[*gorgonia.Node]func([]float64){node: func(v []float64) { copy(v, clean[name]) }},
		}))
		do(patched.Run())
		if d := distance(answer, try(patched.Float64s(n.out))); d > 1e-12 {
			t.Errorf("with clean %s the answers are off by %v", name, d)
		}
	}
}

// activations runs the network as it is: all that the trace names, and the output.
func activations(trace *nn.Trace, out *gorgonia.Node) map[string][]float64 {
	nodes := trace.Activations()
	nodes["output"] = out
	program := graph.Program{}
	for _, n := range nodes {
		program.Outputs = append(program.Outputs, n)
	}
	session := try(graph.Compile(program))
	do(session.Run())
	values := map[string][]float64{}
	for name, n := range nodes {
		values[name] = try(session.Float64s(n))
	}
	return values
}

// distance is the mean |a − b|.
func distance(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Abs(a[i] - b[i])
	}
	return sum / float64(len(a))
}
