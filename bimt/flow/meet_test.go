package flow_test

import (
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// experts is a network of three experts of two neurons each, with a gate for each expert.
func gatedExperts(t *testing.T, gateOptions, hiddenOptions []bimt.AxisOption) *network {
	n := newNetwork(t, 5)
	x, y := n.space.Axis("x", bimt.Line(4)), n.space.Axis("y", bimt.Line(2))
	gate, h := n.space.Axis("gate", bimt.Line(3), gateOptions...), n.space.Axis("h", bimt.Line(6), hiddenOptions...)
	in := must(x.ToPlaces(n.input("data", 5, 4)))(t)
	g := n.apply(n.linear("g", gate, x, op.Tanh, 1), in)
	u := n.apply(n.linear("u", h, x, op.Tanh, 1), in)
	product := must(gorgonia.BroadcastHadamardProd(must(op.Reshape(g, 5, 3, 1))(t), must(op.Reshape(u, 5, 3, 2))(t), []byte{2}, nil))(t)
	n.out = must(y.FromPlaces(n.apply(n.linear("d", y, h, op.Identity, 1), must(op.Reshape(product, 5, 6))(t))))(t)
	return n
}

// Neurons of two axes may meet where they move together: Check says so if and only if
// trying it does.
func TestMeetings(t *testing.T) {
	split, other := bimt.NewHeads("experts", 3), bimt.NewHeads("others", 3)
	in := func(h *bimt.Heads) []bimt.AxisOption { return []bimt.AxisOption{bimt.InHeads(h)} }
	fixed := []bimt.AxisOption{bimt.Fixed()}
	for name, c := range map[string]struct {
		gate, hidden []bimt.AxisOption
		right        bool
	}{
		"one split":            {in(split), in(split), true},
		"two splits":           {in(split), in(other), false},
		"free":                 {nil, nil, false},
		"a free gate":          {nil, in(split), false},
		"free experts":         {in(split), nil, false},
		"both fixed":           {fixed, fixed, true},
		"a gate that is fixed": {fixed, in(split), false},
	} {
		n := gatedExperts(t, c.gate, c.hidden)
		err, tried := flow.Check(n.space, n.out), n.space.Verify(func() ([]float64, error) { return n.runner()(), nil }, 1e-9, seeded(1))
		if (tried == nil) != c.right {
			t.Errorf("%s: trying it gives %v: the test itself is wrong", name, tried)
		}
		if (err == nil) != c.right {
			t.Errorf("%s: error %v, want one: %v", name, err, !c.right)
		}
	}
}

// All neurons of an axis may meet one that stays.
func TestGateThatStays(t *testing.T) {
	for _, options := range [][]bimt.AxisOption{{bimt.Fixed()}, nil} {
		n := newNetwork(t, 6)
		x, h, y := n.space.Axis("x", bimt.Line(4)), n.space.Axis("h", bimt.Line(3)), n.space.Axis("y", bimt.Line(2))
		gate := n.space.Axis("gate", bimt.Line(2), options...)
		in := must(x.ToPlaces(n.input("data", 5, 4)))(t)
		first := must(op.Pick(n.apply(n.linear("g", gate, x, op.Tanh, 1), in), 1, 0))(t) // (5, 1)
		product := must(gorgonia.BroadcastHadamardProd(n.apply(n.linear("u", h, x, op.Tanh, 1), in), first, nil, []byte{1}))(t)
		n.out = must(y.FromPlaces(n.apply(n.linear("d", y, h, op.Identity, 1), product)))(t)
		if err := flow.Check(n.space, n.out); (err == nil) != (options != nil) {
			t.Errorf("fixed %v: %v", options != nil, err)
		}
	}
}

// A norm that is built by hand is followed as that of package op: neurons keep to themselves.
func TestNormByHand(t *testing.T) {
	n := newNetwork(t, 7)
	x, h, y := n.space.Axis("x", bimt.Line(4)), n.space.Axis("h", bimt.Line(3)), n.space.Axis("y", bimt.Line(2))
	u := n.apply(n.linear("u", h, x, op.Tanh, 1), must(x.ToPlaces(n.input("data", 5, 4)))(t))
	centred := must(gorgonia.BroadcastSub(u, must(gorgonia.Mean(u, 1))(t), nil, []byte{1}))(t)
	root := must(gorgonia.Sqrt(must(gorgonia.Mean(must(gorgonia.Square(centred))(t), 1))(t)))(t)
	norm := must(gorgonia.BroadcastHadamardDiv(centred, root, nil, []byte{1}))(t)
	n.out = must(y.FromPlaces(n.apply(n.linear("d", y, h, op.Identity, 1), norm)))(t)
	f := n.read()
	var wires []string
	for _, w := range f.Wires {
		wires = append(wires, w.String())
	}
	if got, want := strings.Join(wires, ", "), "x → h (affine u.weight), h → y (affine d.weight)"; got != want {
		t.Errorf("wires %s, want %s", got, want)
	}
	if len(f.Opaque) > 0 {
		t.Errorf("not followed: %q", f.Opaque)
	}
	check(t, flow.Check(n.space, n.out))
}
