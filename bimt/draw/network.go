package draw

import (
	"fmt"
	"math"
)

// A Network is a neural network with its neurons at their places: layers from
// bottom (inputs) to top (outputs), weights as lines between them, as wide as
// they are strong and coloured by sign.
//
// Its Picture is a drawing in the plane, over the X of each neuron. See Stack for
// layers laid out on grids.
type Network struct {
	Title   string
	Caption string // optional, written below; what is left out is said after it
	Layers  []Layer
	Edges   []Edge
	Links   []Link // connections without a weight, such as a residual stream's

	// Above is what |weight| must exceed for an edge to be drawn: 0 leaves out zeros.
	Above float64
	// MaxEdges is the most edges drawn, the strongest first: 0 means 20000.
	MaxEdges int
	// Largest is the |w| of the widest edges, so that networks can be compared: 0 is the largest
	// of this one.
	Largest float64
	// Total is how many weights the network has and Over how many of them have |weight| >
	// Above, if not all of these are Edges; 0 where they are. Chosen says which the
	// strongest are taken of: "of each matrix".
	// Idle of those over Above are at dead neurons and not among Edges.
	Total, Over, Idle int
	Chosen            string
	// Scores names the numbers by which neurons are coloured (see Neuron.Score); empty if
	// they are not.
	Scores string
	// Kinds names up to three kinds of edges (see Edge.Kind), which are coloured by kind in
	// place of sign; nil for none.
	Kinds []string
	// View is from where a Stack is seen; the zero View shears its planes to the right, as in
	// the published pictures.
	View View
}

// A Layer is one row of neurons.
type Layer struct {
	Name    string
	Neurons []Neuron
	// Groups names kinds of neurons that share the same places, such as query, key
	// and value, or the two operands that use one embedding. They are drawn a
	// little apart, each with a marker of its own, named in the legend.
	Groups []string
}

// A Neuron is one unit of a layer.
type Neuron struct {
	X, Y  float64 // place in [0,1]; Y is used by Stack only
	Label string  // drawn in the first and the last layer, e.g. "x3" or "(x1+x3)³"
	Group int     // index into the layer's Groups, if it has any
	// Number is what a neuron keeps when it moves, by which Between follows it.
	Number int
	Dead   bool // drawn faint
	// Constant is an output that nothing leads to: a class whose logit is constant is told by
	// those of the others.
	Constant bool
	// Score colours the neuron, in viridis if none is below 0, else diverging around a white
	// zero; nil for a neuron without one.
	Score *float64
}

// An Edge is one weight. Both ends may lie in one layer (a recurrent weight).
type Edge struct {
	FromLayer, FromNeuron, ToLayer, ToNeuron int
	Weight                                   float64
	Kind                                     int // index into the network's Kinds, if it has any
}

// A Link is a connection without a weight, drawn thin and grey.
type Link struct {
	FromLayer, FromNeuron, ToLayer, ToNeuron int
}

const (
	defaultMaxEdges = 20000
	maxGroups       = 4 // as many as there are filled markers that batch
)

// check returns what is wrong with the network, by name of layer, neuron or edge.
func (n Network) check() error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("draw: network %q: %w", n.Title, fmt.Errorf(format, args...))
	}
	if len(n.Layers) == 0 {
		return fail("it has no layers; give at least one")
	}
	if !(n.Above >= 0) || n.MaxEdges < 0 || n.Total < 0 || n.Over < 0 || n.Idle < 0 || !(n.Largest >= 0) || math.IsInf(n.Largest, 1) {
		return fail("Above is %v, MaxEdges %d, Largest %v, Total %d, Over %d and Idle %d; none may be below 0", n.Above, n.MaxEdges, n.Largest, n.Total, n.Over, n.Idle)
	}
	if len(n.Kinds) > len(kindColors) {
		return fail("it has %d kinds of edges; at most %d have a colour", len(n.Kinds), len(kindColors))
	}
	for l, layer := range n.Layers {
		if err := layer.check(); err != nil {
			return fail("layer %d (%q): %w", l, layer.Name, err)
		}
	}
	for i, e := range n.Edges {
		if err := n.checkEnds(Link{e.FromLayer, e.FromNeuron, e.ToLayer, e.ToNeuron}); err != nil {
			return fail("edge %d: %w", i, err)
		}
		if math.IsNaN(e.Weight) || math.IsInf(e.Weight, 0) {
			return fail("edge %d, from %s to %s: its weight is %v; only finite weights can be drawn",
				i, n.place(e.FromLayer, e.FromNeuron), n.place(e.ToLayer, e.ToNeuron), e.Weight)
		}
		if e.Kind < 0 || e.Kind >= max(1, len(n.Kinds)) {
			return fail("edge %d is of kind %d, but the network has %d kinds", i, e.Kind, len(n.Kinds))
		}
	}
	for i, k := range n.Links {
		if err := n.checkEnds(k); err != nil {
			return fail("link %d: %w", i, err)
		}
	}
	return nil
}

func (l Layer) check() error {
	if len(l.Neurons) == 0 {
		return fmt.Errorf("it has no neurons; leave the layer out")
	}
	if len(l.Groups) > maxGroups {
		return fmt.Errorf("it has %d groups; at most %d have a marker", len(l.Groups), maxGroups)
	}
	for i, u := range l.Neurons {
		if !(u.X >= 0 && u.X <= 1 && u.Y >= 0 && u.Y <= 1) {
			return fmt.Errorf("neuron %d lies at (%v, %v), outside of [0,1]; rescale its layout", i, u.X, u.Y)
		}
		if u.Score != nil && !finite(*u.Score) {
			return fmt.Errorf("the score of neuron %d is %v; only finite numbers have a colour", i, *u.Score)
		}
		if u.Group < 0 || u.Group >= max(1, len(l.Groups)) {
			return fmt.Errorf("neuron %d is of group %d, but the layer has %d groups", i, u.Group, len(l.Groups))
		}
	}
	return nil
}

func (n Network) checkEnds(k Link) error {
	for _, end := range [2]struct {
		name          string
		layer, neuron int
	}{{"from", k.FromLayer, k.FromNeuron}, {"to", k.ToLayer, k.ToNeuron}} {
		if end.layer < 0 || end.layer >= len(n.Layers) {
			return fmt.Errorf("it goes %s layer %d, but there are %d layers", end.name, end.layer, len(n.Layers))
		}
		if size := len(n.Layers[end.layer].Neurons); end.neuron < 0 || end.neuron >= size {
			return fmt.Errorf("it goes %s neuron %d of layer %d (%q), which has %d neurons",
				end.name, end.neuron, end.layer, n.Layers[end.layer].Name, size)
		}
	}
	return nil
}

// place names a neuron in an error.
func (n Network) place(layer, neuron int) string {
	name := n.Layers[layer].Name
	if name == "" {
		name = fmt.Sprintf("layer %d", layer)
	}
	return fmt.Sprintf("%s[%d]", name, neuron)
}
