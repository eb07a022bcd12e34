package examples

import (
	"fmt"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// gru is a gated recurrent unit (Cho et al. 2014, arXiv 1406.1078):
//
//	z = σ(Wz·x + Rz·h),  r = σ(Wr·x + Rr·h),  c = tanh(Wc·x + Rc·(r ⊙ h)),
//	h ← h + z ⊙ (c − h).
type gru struct {
	in, back [3]*nn.Linear // update z, reset r, candidate c
	out      *nn.Linear
	x, h, y  *bimt.Axis
}

// newGRU lays every matrix on three axes: all that reads or writes a hidden neuron moves
// with it.
func newGRU(n *network, inputs, hidden, outputs int) *gru {
	random := rng()
	s := n.space
	g := &gru{x: s.Axis("x", bimt.Line(inputs)), h: s.Axis("h", bimt.Line(hidden)), y: s.Axis("y", bimt.Line(outputs))}
	for i, gate := range []string{"update", "reset", "candidate"} {
		g.in[i] = n.connect(try(nn.NewLinear(n.params, gate+".in", inputs, hidden, op.Identity, random)), g.h, g.x)
		g.back[i] = n.connect(try(nn.NewLinear(n.params, gate+".back", hidden, hidden, op.Identity, random)), g.h, g.h) // to itself
	}
	g.out = n.connect(try(nn.NewLinear(n.params, "out", hidden, outputs, op.Identity, random)), g.y, g.h)
	return g
}

// sum is W·x + R·h of one gate.
func (g *gru) sum(gate int, x, h *gorgonia.Node) *gorgonia.Node {
	in := try(g.in[gate].Apply(x)) // (batch, hidden)
	if h == nil {
		return in
	}
	return try(gorgonia.Add(in, try(g.back[gate].Apply(h))))
}

// step takes x (batch, inputs) and the state (batch, hidden), nil at first.
func (g *gru) step(x, h *gorgonia.Node) *gorgonia.Node {
	z := try(gorgonia.Sigmoid(g.sum(0, x, h)))
	if h == nil {
		return try(gorgonia.HadamardProd(z, try(gorgonia.Tanh(g.sum(2, x, nil)))))
	}
	r := try(gorgonia.Sigmoid(g.sum(1, x, h)))
	c := try(gorgonia.Tanh(g.sum(2, x, try(gorgonia.HadamardProd(r, h)))))
	return try(gorgonia.Add(h, try(gorgonia.HadamardProd(z, try(gorgonia.Sub(c, h))))))
}

// A GRU adds up the first of two numbers over four steps, and ignores the second.
func TestGRU(t *testing.T) {
	const batch, time = 32, 4
	n := newNetwork()
	net := newGRU(n, 2, 8, 1)
	random := rng()
	sums := make([]float64, batch)
	var h *gorgonia.Node
	for i := range time {
		v := make([]float64, 2*batch)
		for k := range v {
			v[k] = random.Float64() - 0.5
			if k%2 == 0 {
				sums[k/2] += v[k]
			}
		}
		x := n.input(fmt.Sprintf("x%d", i), v, batch, 2)
		h = net.step(try(net.x.ToPlaces(x)), h)
	}
	y := n.input("y", sums, batch, 1)
	n.out = try(net.y.FromPlaces(try(net.out.Apply(h))))
	n.loss, n.below = try(op.MSE(n.out, y)), 0.01
	n.labels = draw.Labels{net.x: {"signal", "noise"}, net.y: {"sum"}}
	check(t, n)
}
