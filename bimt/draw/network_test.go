package draw

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every edge over the floor is drawn once, in the colour of its sign; the legend
// has one line more of each.
func TestNetworkEdges(t *testing.T) {
	for _, c := range []struct {
		name               string
		change             func(*Network)
		positive, negative int
	}{
		{"above 0.01", func(n *Network) { n.Above = 0.01 }, 12, 7},
		{"above more", func(n *Network) { n.Above = 1.15 }, 6, 2},
		{"strongest four", func(n *Network) { n.MaxEdges = 4 }, 2, 2},
		{"all", func(n *Network) { n.Above = 0 }, -1, -1},
		{"one zero", func(n *Network) { n.Above, n.Edges[len(n.Edges)-1].Weight = 0.01, 0 }, 12, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := trees()
			c.change(&n)
			if c.positive < 0 {
				c.positive, c.negative = signs(n.Edges)
			}
			p, err := n.Picture()
			if err != nil {
				t.Fatal(err)
			}
			s := spyOn(t, p)
			for _, want := range []struct {
				color color.NRGBA
				lines int
			}{{positive, c.positive + 1}, {negative, c.negative + 1}} {
				if got := s.lines[want.color]; got != want.lines {
					t.Errorf("%d lines of colour %v, want %d", got, want.color, want.lines)
				}
			}
		})
	}
}

// Weights inside a layer are arcs, so that they are seen beside the neurons.
func TestRecurrentEdgesAreArcs(t *testing.T) {
	p, err := recurrent().Picture()
	if err != nil {
		t.Fatal(err)
	}
	if got := spyOn(t, p).curves; got != 4 {
		t.Errorf("%d arcs, want 4", got)
	}
}

func signs(edges []Edge) (positive, negative int) {
	for _, e := range edges {
		if e.Weight > 0 {
			positive++
		} else {
			negative++
		}
	}
	return positive, negative
}

func TestNetworkErrors(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Network)
	}{
		{"no layers", func(n *Network) { n.Layers = nil }},
		{`layer 1 ("hidden 1"): it has no neurons`, func(n *Network) { n.Layers[1].Neurons = nil }},
		{`layer 1 ("hidden 1"): neuron 3 lies at (1.5, 0)`, func(n *Network) { n.Layers[1].Neurons[3].X = 1.5 }},
		{`neuron 0 lies at (NaN, 0)`, func(n *Network) { n.Layers[0].Neurons[0].X = math.NaN() }},
		{"neuron 1 is of group 1, but the layer has 0 groups", func(n *Network) { n.Layers[0].Neurons[1].Group = 1 }},
		{"it has 5 groups", func(n *Network) { n.Layers[0].Groups = make([]string, 5) }},
		{"edge 7, from inputs[0] to hidden 1[7]: its weight is NaN", func(n *Network) { n.Edges[7].Weight = math.NaN() }},
		{"edge 0, from inputs[0] to hidden 1[0]: its weight is -Inf", func(n *Network) { n.Edges[0].Weight = math.Inf(-1) }},
		{"edge 2: it goes to layer 4, but there are 4 layers", func(n *Network) { n.Edges[2].ToLayer = 4 }},
		{`edge 2: it goes from neuron 4 of layer 0 ("inputs"), which has 4 neurons`, func(n *Network) { n.Edges[2].FromNeuron = 4 }},
		{"edge 2: it goes from neuron -1", func(n *Network) { n.Edges[2].FromNeuron = -1 }},
		{"link 0: it goes to layer -1", func(n *Network) { n.Links = []Link{{ToLayer: -1}} }},
		{"Above is NaN", func(n *Network) { n.Above = math.NaN() }},
		{"MaxEdges -1", func(n *Network) { n.MaxEdges = -1 }},
	} {
		n := trees()
		c.change(&n)
		for _, f := range []Figure{n, Stack{n}, Methods{Columns: []string{"a"}, Rows: []MethodRow{{Cells: []MethodCell{{Network: &n}}}}}} {
			if _, err := f.Picture(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%T: the error is %v, want one with %q", f, err, c.want)
			}
		}
	}
}

// anyNetwork is a random network: layers of any size at any places, labels of any
// length, edges of any size and between any layers.
func anyNetwork(t *rapid.T) Network {
	n := Network{Title: rapid.String().Draw(t, "title"), Caption: rapid.String().Draw(t, "caption")}
	layers := rapid.IntRange(1, 5).Draw(t, "layers")
	for l := range layers {
		layer := Layer{Name: rapid.StringN(0, 30, -1).Draw(t, "name")}
		for g := range rapid.IntRange(0, maxGroups).Draw(t, "groups") {
			layer.Groups = append(layer.Groups, fmt.Sprint("group ", g))
		}
		for range rapid.IntRange(1, 60).Draw(t, "neurons") {
			u := Neuron{
				X: rapid.Float64Range(0, 1).Draw(t, "x"), Y: rapid.Float64Range(0, 1).Draw(t, "y"),
				Dead: rapid.Bool().Draw(t, "dead"), Group: rapid.IntRange(0, max(0, len(layer.Groups)-1)).Draw(t, "group"),
			}
			if l == 0 || l == layers-1 {
				u.Label = rapid.StringN(0, 40, -1).Draw(t, "label")
			}
			layer.Neurons = append(layer.Neurons, u)
		}
		n.Layers = append(n.Layers, layer)
	}
	end := func() (layer, neuron int) {
		layer = rapid.IntRange(0, layers-1).Draw(t, "layer")
		return layer, rapid.IntRange(0, len(n.Layers[layer].Neurons)-1).Draw(t, "neuron")
	}
	for range rapid.IntRange(0, 20).Draw(t, "edges") {
		var e Edge
		e.FromLayer, e.FromNeuron = end()
		e.ToLayer, e.ToNeuron = end()
		e.Weight = rapid.Float64Range(-1e300, 1e300).Draw(t, "weight")
		n.Edges = append(n.Edges, e)
		n.Links = append(n.Links, Link{e.ToLayer, e.ToNeuron, e.FromLayer, e.FromNeuron})
	}
	return n
}

// Whatever the network, texts keep apart and the document stays well-formed.
func TestAnyNetwork(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := anyNetwork(r)
		for _, f := range []Figure{n, Stack{n}, Methods{Title: n.Title, Columns: []string{n.Title, ""}, Rows: []MethodRow{
			{Name: n.Caption, Cells: []MethodCell{{Network: &n, Lines: []string{n.Title}}, {}}},
		}}} {
			p, err := f.Picture()
			if err != nil {
				r.Fatal(err)
			}
			spyOn(r, p).checkTexts(r)
			checkSVG(r, f, p, spyOn(r, p))
		}
	})
}
