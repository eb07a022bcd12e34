package flow

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Alive says, for each stage and neuron by number, whether the neuron lies on a path from
// an input, or from a row of a table of tokens or positions, to an output, over weights
// with |w| > threshold. Every other neuron is dead: it does not carry anything from what
// the network is given to what it answers. It is the one meaning of alive and dead in
// pictures, counts and tables.
//
// A neuron to which nothing but its bias leads is dead: it answers the same whatever the
// network is given, so it is a bias of what it leads to. A query without its key is dead,
// a key without its query, and both where no value of their head is left, since attention
// multiplies them; there a bias above the threshold counts as something, for a product
// with a constant still carries.
func (f *Flow) Alive(threshold float64) (map[*Stage][]bool, error) {
	g, err := f.open(threshold)
	if err != nil {
		return nil, err
	}
	alive := map[*Stage][]bool{}
	nodes := f.alive(g)
	for _, s := range f.Stages {
		alive[s] = make([]bool, s.Axis.Len())
		for place, number := range s.Axis.Order() {
			alive[s][number] = nodes[g.node(s, place)]
		}
	}
	return alive, nil
}

// AliveNeurons lists the neurons that are alive at a threshold, each once however many
// stages its axis has, in the order of stages.
func (f *Flow) AliveNeurons(threshold float64) ([]Neuron, error) {
	g, err := f.open(threshold)
	if err != nil {
		return nil, err
	}
	return f.neurons(g, f.alive(g)), nil
}

// alive is Alive by node.
func (f *Flow) alive(g *opened) []bool {
	var inputs, outputs []int
	for _, s := range f.Stages {
		for i := range s.Axis.Len() {
			n := g.node(s, i)
			if s.Input || g.fed[n] {
				inputs = append(inputs, n)
			}
			if s.Output {
				outputs = append(outputs, n)
			}
		}
	}
	forth, back := g.next.spread(inputs), g.back.spread(outputs)
	for i := range forth {
		forth[i] = forth[i] && back[i]
	}
	return forth
}

// Neuron is one neuron of a network, by number.
type Neuron struct {
	Axis   *bimt.Axis
	Number int
}

// Modules are the connected parts of what is alive at a threshold, through attention too,
// each neuron once however many stages its axis has: the largest first, of equals the one
// whose neurons are computed first.
func (f *Flow) Modules(threshold float64) ([][]Neuron, error) {
	g, err := f.open(threshold)
	if err != nil {
		return nil, err
	}
	alive := f.alive(g)
	both := func(n int, to func(int32)) {
		for _, list := range [][]int32{g.next[n], g.back[n]} {
			for _, m := range list {
				if alive[m] {
					to(m)
				}
			}
		}
	}
	var modules [][]Neuron
	done := make([]bool, len(alive))
	for i := range alive {
		if done[i] || !alive[i] {
			continue
		}
		part := spread(len(alive), []int{i}, both)
		for n, in := range part {
			done[n] = done[n] || in
		}
		modules = append(modules, f.neurons(g, part))
	}
	slices.SortStableFunc(modules, func(a, b []Neuron) int { return len(b) - len(a) })
	return modules, nil
}

// neurons lists those of marked nodes, each once, in the order of stages.
func (f *Flow) neurons(g *opened, marked []bool) []Neuron {
	var list []Neuron
	seen := map[Neuron]bool{}
	for _, s := range f.Stages {
		at := places(s.Axis)
		for number := range s.Axis.Len() {
			if n := (Neuron{s.Axis, number}); marked[g.node(s, at[number])] && !seen[n] {
				seen[n] = true
				list = append(list, n)
			}
		}
	}
	return list
}
