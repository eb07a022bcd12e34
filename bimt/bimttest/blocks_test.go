package bimttest_test

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"pgregory.net/rapid"
)

// block adds a block of a kind between where the network stands and a new axis, or back
// to the same.
func (n *network) block(name, kind string) {
	if kind == "residual" && n.node.Shape()[1] == n.at.Len() {
		n.residual(name)
		return
	}
	if kind == "attention" {
		n.attention(name)
		return
	}
	places, opts := n.width(), []bimt.AxisOption(nil)
	if kind == "split" { // heads on one axis, each of which computes by itself
		heads := rapid.IntRange(1, 3).Draw(n.t, "heads")
		places, opts = heads*rapid.IntRange(1, 2).Draw(n.t, "size"), []bimt.AxisOption{n.inHeads(bimt.NewHeads(name, heads))}
	}
	to := n.axis(name, places, opts...)
	switch kind {
	case "copies": // the block gives its neurons twice, side by side
		h := n.affine(name, n.node, n.at, to, op.SiLU)
		n.node = n.must(gorgonia.Concat(1, h, h))
	case "recurrent": // two steps of h ← tanh(W x + U h)
		n.recurrent(name, to)
	case "gate": // two layers on one axis meet in a product
		a, b := n.affine(name+".a", n.node, n.at, to, op.SiLU), n.affine(name+".b", n.node, n.at, to, op.Tanh)
		n.node = n.must(gorgonia.HadamardProd(a, b))
	default:
		n.node = n.affine(name, n.node, n.at, to, op.Tanh)
	}
	n.at = to
}

// inHeads splits an axis in heads, at times rigid ones.
func (n *network) inHeads(h *bimt.Heads) bimt.AxisOption {
	return bimt.WithSymmetry(bimt.Symmetry{Heads: h, Rigid: rapid.IntRange(0, 2).Draw(n.t, "rigid") == 0})
}

func (n *network) recurrent(name string, to *bimt.Axis) {
	in := n.affine(name+".in", n.node, n.at, to, op.Identity)
	h := n.must(gorgonia.Tanh(in))
	again := n.affine(name+".loop", h, to, to, op.Identity)
	n.node = n.must(gorgonia.Tanh(n.must(gorgonia.Add(in, again))))
}

// residual is x + W·act(V·x): one axis that is read and written.
func (n *network) residual(name string) {
	hidden := n.axis(name+".hidden", n.width())
	h := n.affine(name+".up", n.node, n.at, hidden, op.GELU)
	n.node = n.must(gorgonia.Add(n.node, n.affine(name+".down", h, hidden, n.at, op.Identity)))
}

// attention has queries and keys on one axis, values on another, one split in heads.
func (n *network) attention(name string) {
	heads := rapid.IntRange(1, 3).Draw(n.t, "heads")
	split := bimt.NewHeads(name, heads)
	qk := n.axis(name+".qk", heads*rapid.IntRange(1, 3).Draw(n.t, "query width"), n.inHeads(split))
	v := n.axis(name+".v", heads*rapid.IntRange(1, 2).Draw(n.t, "value width"), n.inHeads(split))
	x := n.must(op.Reshape(n.node, batch/time, time, n.node.Shape()[1]))
	mixed, _, err := op.Attend(
		n.affine(name+".q", x, n.at, qk, op.Identity), n.affine(name+".k", x, n.at, qk, op.Identity),
		n.affine(name+".v", x, n.at, v, op.Identity), op.Attention{Heads: heads, Causal: true, Rate: 1})
	n.check(err)
	to := n.axis(name+".out", n.width())
	n.node = n.affine(name+".out", n.must(op.Reshape(mixed, batch, v.Len())), v, to, op.Identity)
	n.at = to
}
