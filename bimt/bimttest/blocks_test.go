package bimttest_test

import (
	"fmt"

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
	if kind == "shared" {
		n.shared(name)
		return
	}
	places, opts := n.width(), []bimt.AxisOption(nil)
	if kind == "split" { // heads on one axis, each of which computes by itself
		heads := rapid.IntRange(1, 3).Draw(n.t, "heads")
		places, opts = heads*rapid.IntRange(1, 2).Draw(n.t, "size"), []bimt.AxisOption{n.inHeads(bimt.NewHeads(name, heads))}
	}
	if kind == "tree" { // blocks in blocks
		y, size := n.tree(name)
		places, opts = size*rapid.IntRange(1, 2).Draw(n.t, "size"), []bimt.AxisOption{bimt.WithSymmetry(y)}
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

// tree is any symmetry in blocks, of blocks inside of any that are there, and the number of
// innermost blocks.
func (n *network) tree(name string) (y bimt.Symmetry, blocks int) {
	blocks = rapid.IntRange(1, 3).Draw(n.t, "heads")
	y = bimt.Symmetry{Heads: bimt.NewHeads(name, blocks), Rigid: rapid.IntRange(0, 2).Draw(n.t, "rigid") == 0}
	for i := range rapid.IntRange(0, 2).Draw(n.t, "levels") {
		in := rapid.SampledFrom(y.Splits()).Draw(n.t, "inside of")
		size := rapid.IntRange(1, 2).Draw(n.t, "blocks")
		y.Inside = append(y.Inside, in.Inside(fmt.Sprint(name, i), size))
		blocks *= size
	}
	return y, blocks
}

// shared is attention in which several heads of queries share one of keys and values: heads
// move with what they share, and inside it, and what is inside has one order in all of them.
func (n *network) shared(name string) {
	groups, each := rapid.IntRange(1, 2).Draw(n.t, "groups"), rapid.IntRange(1, 2).Draw(n.t, "sharing")
	d, e := rapid.IntRange(1, 2).Draw(n.t, "query width"), rapid.IntRange(1, 2).Draw(n.t, "value width")
	root := bimt.NewHeads(name, groups)
	sharing, values, dims := root.Inside("sharing", each), root.Inside("values", e), root.Inside("dims", d)
	q, k := n.axis(name+".q", groups*each*d, bimt.InHeads(root, sharing, dims)), n.axis(name+".k", groups*d, bimt.InHeads(root, dims))
	v, mix := n.axis(name+".v", groups*e, bimt.InHeads(root, values)), n.axis(name+".mix", groups*each*e, bimt.InHeads(root, sharing, values))
	x := n.must(op.Reshape(n.node, batch/time, time, n.node.Shape()[1]))
	mixed, _, err := op.Attend(
		n.affine(name+".query", x, n.at, q, op.Identity), n.affine(name+".key", x, n.at, k, op.Identity),
		n.affine(name+".value", x, n.at, v, op.Identity), op.Attention{Heads: groups * each, Causal: true, Rate: 1})
	n.check(err)
	to := n.axis(name+".out", n.width())
	n.node = n.affine(name+".out", n.must(op.Reshape(mixed, batch, mix.Len())), mix, to, op.Identity)
	n.at = to
}
