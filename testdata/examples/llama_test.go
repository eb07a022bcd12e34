package examples

import (
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// block is the MLP half of a Llama block (Touvron et al. 2023, arXiv 2302.13971),
//
//	x + D·(silu(G·n) ⊙ U·n),  n = scale ⊙ x/√(mean x² + ε),
//
// with an own root mean square norm (Zhang and Sennrich, arXiv 1910.07467).
type block struct {
	scale          *graph.Param
	gate, up, down *nn.Linear
}

func newBlock(n *network, path string, residual *bimt.Axis, hidden int) *block {
	random, width := rng(), residual.Len()
	b := &block{
		scale: try(n.params.New(path+".norm.scale", width)),
		gate:  try(nn.NewLinear(n.params, path+".gate", width, hidden, op.SiLU, random)),
		up:    try(nn.NewLinear(n.params, path+".up", width, hidden, op.Identity, random)),
		down:  try(nn.NewLinear(n.params, path+".down", hidden, width, op.Identity, random)),
	}
	do(nn.Fill(b.scale, 1))
	do(n.space.Attach(b.scale, residual)) // costs nothing, and moves with the stream
	h := n.space.Axis(path+".hidden", bimt.Line(hidden))
	n.connect(b.gate, h, residual)
	n.connect(b.up, h, residual)
	n.connect(b.down, residual, h)
	return b
}

// norm takes x (batch, width), and needs nothing but stock nodes.
func (b *block) norm(x *gorgonia.Node) *gorgonia.Node {
	mean := try(gorgonia.Mean(try(gorgonia.Square(x)), 1)) // (batch)
	root := try(gorgonia.Sqrt(try(gorgonia.Add(mean, gorgonia.NewConstant(1e-5)))))
	return try(gorgonia.BroadcastHadamardProd(try(gorgonia.BroadcastHadamardDiv(x, root, nil, []byte{1})), b.scale.Node(), nil, []byte{0}))
}

func (b *block) apply(x *gorgonia.Node) *gorgonia.Node {
	n := b.norm(x)
	h := try(gorgonia.HadamardProd(try(b.gate.Apply(n)), try(b.up.Apply(n)))) // (batch, hidden)
	return try(gorgonia.Add(x, try(b.down.Apply(h))))                         // (batch, width)
}

// Two blocks learn x₀·x₁ and x₂.
func TestLlamaBlocks(t *testing.T) {
	const batch = 64
	n := newNetwork()
	in, residual, out := n.space.Axis("in", bimt.Line(3)), n.space.Axis("residual", bimt.Line(8)), n.space.Axis("out", bimt.Line(2))
	random := rng()
	embed := n.connect(try(nn.NewLinear(n.params, "embed", 3, 8, op.Identity, random)), residual, in)
	blocks := []*block{newBlock(n, "block0", residual, 8), newBlock(n, "block1", residual, 8)}
	unembed := n.connect(try(nn.NewLinear(n.params, "unembed", 8, 2, op.Identity, random)), out, residual)

	var xs, ys []float64
	for range batch {
		v := []float64{2*random.Float64() - 1, 2*random.Float64() - 1, 2*random.Float64() - 1}
		xs, ys = append(xs, v...), append(ys, v[0]*v[1], v[2])
	}
	x, y := n.input("x", xs, batch, 3), n.input("y", ys, batch, 2)
	h := try(embed.Apply(try(in.ToPlaces(x))))
	for _, b := range blocks {
		h = b.apply(h)
	}
	n.out = try(out.FromPlaces(try(unembed.Apply(h))))
	n.loss, n.below = try(op.MSE(n.out, y)), 0.02
	n.labels = draw.Labels{in: {"x0", "x1", "x2"}, out: {"x0*x1", "x2"}}
	check(t, n)
}
