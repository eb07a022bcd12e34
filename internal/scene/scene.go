// Package scene is a network as pages draw it: rows of neurons and bundles of wires, read from
// the flow of any network. Its JSON is what internal/page/src/types.js describes.
//
//	net, err := scene.Read(f, labels)   // f read by package flow
//	err = net.Update()                  // the weights and places as they are now
//	b, err := json.Marshal(net)
//
// Guarantees: weights stand by place, as the neurons do, and each place says the number of its
// neuron, so that whoever keeps two scenes of one network knows which neuron moved where. It
// links nothing that draws or serves, so that it can be compiled into a page itself.
package scene

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
)

// Network is what a page draws.
type Network struct {
	Axes   []Axis `json:"axes"`
	Wires  []Wire `json:"wires"`
	Biases []Bias `json:"biases,omitempty"`
}

// Axis is a row of neurons: an axis at one point of the computation, one copy of it.
type Axis struct {
	Name    string      `json:"name"`
	Row     int         `json:"row"`             // 0 at the bottom
	Group   string      `json:"group,omitempty"` // in a row of several: query, key, value, operand 1
	Places  [][]float64 `json:"places"`          // by place
	Numbers []int       `json:"numbers"`         // of the neuron at each place
	Labels  []string    `json:"labels,omitempty"`
	Input   bool        `json:"input,omitempty"`
	Output  bool        `json:"output,omitempty"`

	Of *bimt.Axis `json:"-"`
}

// Kind is what a wire is.
type Kind string

// The kinds of wires: a weight between neurons, a neuron to itself, queries and keys to the
// values that they weigh, entries of a table of tokens or positions, and what is not known.
const (
	Weight    Kind = "weight"
	Skip      Kind = "skip"
	Attention Kind = "attention"
	Table     Kind = "table"
)

// Wire is a bundle of connections from one axis to another, by their index in Axes.
type Wire struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name,omitempty"` // of the parameter
	From int    `json:"from"`           // −1 of a Table
	To   int    `json:"to"`
	// Rows are the places of the axis it leads to, Cols those of the axis it comes from (of a
	// Table, its entries for a neuron), Weights (Rows, Cols), 0 where there is none.
	Rows    int    `json:"rows,omitempty"`
	Cols    int    `json:"cols,omitempty"`
	Weights Values `json:"weights,omitempty"`
	// Pairs are from, to, from, to …, by place, of a Skip and an Attention.
	Pairs []int `json:"pairs,omitempty"`

	Of       *graph.Param `json:"-"`
	Elements []int        `json:"-"` // of each weight, its index in the parameter; −1: none
}

// Bias is what is added to the neurons of an axis, by place.
type Bias struct {
	Axis    int    `json:"axis"`
	Weights Values `json:"weights"`

	Of       *graph.Param `json:"-"`
	Elements []int        `json:"-"` // of each weight, its index in the parameter; −1: none
}

// Read lays a network out as its signals flow. Labels name neurons by number; an axis without
// any has none.
func Read(f *flow.Flow, labels map[*bimt.Axis][]string) (*Network, error) {
	r := reader{net: &Network{}, first: map[*flow.Stage]int{}}
	for i, row := range f.Rows() {
		for _, s := range row {
			if err := r.axes(s, i, len(row) > 1, labels[s.Axis]); err != nil {
				return nil, err
			}
		}
	}
	for _, w := range f.Wires {
		r.wire(w)
	}
	for _, w := range f.Biases() {
		r.bias(w)
	}
	return r.net, r.net.Update()
}

// Update takes over the weights, orders and places as they are now. A weight that is NaN or
// infinite is an error that names its parameter.
func (n *Network) Update() error {
	for i := range n.Axes {
		a := &n.Axes[i]
		a.Numbers = a.Of.Order()
		for p := range a.Of.Len() {
			a.Places[p] = rounded(a.Of.Layout().Point(p))
		}
	}
	values := map[*graph.Param][]float64{}
	of := func(p *graph.Param) ([]float64, error) {
		if values[p] == nil {
			values[p] = p.Float64s()
			for _, v := range values[p] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					return nil, fmt.Errorf("scene: %s holds a weight of %v: the network has diverged", p.Name(), v)
				}
			}
		}
		return values[p], nil
	}
	fill := func(weights Values, from *graph.Param, elements []int) error {
		if from == nil {
			return nil
		}
		all, err := of(from)
		for k, e := range elements {
			if err == nil && e >= 0 {
				weights[k] = float32(all[e])
			}
		}
		return err
	}
	for _, w := range n.Wires {
		if err := fill(w.Weights, w.Of, w.Elements); err != nil {
			return err
		}
	}
	for _, b := range n.Biases {
		if err := fill(b.Weights, b.Of, b.Elements); err != nil {
			return err
		}
	}
	return nil
}

// rounded are coordinates to the hundredth of a pixel.
func rounded(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = math.Round(v*1e5) / 1e5
	}
	return out
}
