package flow_test

import (
	"fmt"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph/op"
)

// A query without its key is dead, a key without its query, and both where no value of their
// head is left; a bias is something to be multiplied by.
func TestAliveOfAttention(t *testing.T) {
	for name, c := range map[string]struct {
		plant             func(n *network)
		queries, keys, vs string
	}{
		"all":      {func(*network) {}, "[true false]", "[true false]", "[true]"},
		"no key":   {func(n *network) { cut(n, "k") }, "[false false]", "[false false]", "[true]"},
		"no query": {func(n *network) { cut(n, "q") }, "[false false]", "[false false]", "[true]"},
		"no value": {func(n *network) { cut(n, "v") }, "[false false]", "[false false]", "[false]"},
		"a biased query": {func(n *network) {
			cut(n, "q")
			check(n.t, n.params.Get("q.bias").Set([]float64{1, 0}))
		}, "[false false]", "[true false]", "[true]"},
		"another's query": {func(n *network) {
			cut(n, "q")
			put(n.t, n.params.Get("q.weight"), 1, 0)
		}, "[false false]", "[false false]", "[true]"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t, 1)
			heads := bimt.InHeads(bimt.NewHeads("heads", 1))
			x, qk, v, y := n.space.Axis("x", bimt.Line(1)), n.space.Axis("qk", bimt.Line(2), heads), n.space.Axis("v", bimt.Line(1), heads), n.space.Axis("y", bimt.Line(1))
			in := must(x.ToPlaces(n.input("x", 2, 3, 1)))(t)
			q, k, w := n.linear("q", qk, x, op.Identity, 1), n.linear("k", qk, x, op.Identity, 1), n.linear("v", v, x, op.Identity, 1)
			mix, _, err := op.Attend(n.apply(q, in), n.apply(k, in), n.apply(w, in), op.Attention{Heads: 1, Rate: 1})
			check(t, err)
			n.out = must(y.FromPlaces(n.apply(n.linear("o", y, v, op.Identity, 1), mix)))(t)
			for _, p := range n.params.All() { // weights 1, no biases
				values := make([]float64, p.Len())
				check(t, p.Set(values))
			}
			for _, name := range []string{"q", "k", "v", "o"} {
				put(t, n.params.Get(name+".weight"), 0, 0)
			}
			c.plant(n)
			f := n.read()
			alive := must(f.Alive(0))(t)
			got := map[flow.Role]string{}
			for _, s := range f.Stages {
				got[s.Role] = fmt.Sprint(alive[s])
			}
			if got[flow.Query] != c.queries || got[flow.Key] != c.keys || got[flow.Value] != c.vs {
				t.Errorf("alive are queries %s, keys %s, values %s; want %s, %s, %s", got[flow.Query], got[flow.Key], got[flow.Value], c.queries, c.keys, c.vs)
			}
		})
	}
}

// cut takes out the only weight of a layer.
func cut(n *network, name string) {
	p := n.params.Get(name + ".weight")
	check(n.t, p.Set(make([]float64, p.Len())))
}

// A neuron with nothing but a bias is dead, and AliveNeurons lists what Alive marks.
func TestAliveOfBias(t *testing.T) {
	n := newMLP(t, 1, 2, 3, 2)
	for _, p := range n.params.All() {
		if len(p.Shape()) == 2 {
			check(t, p.Set(make([]float64, p.Len())))
		}
	}
	put(t, n.params.All()[0], 0, 1)
	put(t, n.params.All()[2], 0, 0) // x 1 → h 0 → y 0
	put(t, n.params.All()[2], 1, 2) // h 2, with its bias alone, → y 1
	check(t, n.params.All()[1].Set([]float64{1, 1, 1}))
	f := n.read()
	var names []string
	for _, v := range must(f.AliveNeurons(0.01))(t) {
		names = append(names, fmt.Sprint(v.Axis.Name(), v.Number))
	}
	if got := fmt.Sprint(names); got != "[x1 h10 y0]" { // of x, h1 and y
		t.Errorf("alive are %s", got)
	}
}
