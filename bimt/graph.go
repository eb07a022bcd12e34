package bimt

import (
	"fmt"
	"slices"
)

// Graph is a network as its metrics see it: one node for every neuron of every axis,
// inputs and outputs too, and an undirected edge between the two neurons a weight
// connects. Edges are
//
//	A_ij = Σ |w| over all weights from i to j and from j to i,
//
// so copies of an axis (folds), several connections and both directions of a recurrent
// one add up, and a neuron connected to itself has A_ii = 2Σ|w_ii| (Newman, "Networks",
// 2010, section 6.2). Biases and embeddings are no edges. Neurons count by number, not
// by place: a relocation leaves the graph as it is, to the bit.
type Graph struct {
	axes     []*Axis
	first    []int // the node of neuron 0 of each axis, then the number of nodes
	start    []int // node i has links[start[i]:start[i+1]]
	links    []Link
	loop     []float64 // A_ii
	strength []float64 // k_i
	total    float64   // 2m
}

// Link is one end of an edge: the node it leads to and A_ij.
type Link struct {
	Node   int
	Weight float64
}

// Graph is the graph of the network's wires as they are now. Weights with |w| ≤
// threshold are left out, before any are added up; 0 leaves out none but zeros. A
// weight that is NaN or infinite is an error that names it.
func (s *Space) Graph(threshold float64) (*Graph, error) {
	return s.GraphOf(threshold, (*Connection).magnitudes)
}

// GraphOf is Graph with other sizes in place of |w|: sizes gives those of all weights of
// a bundle of wires, row-major, at least 0. It is for metrics that weigh wires otherwise.
func (s *Space) GraphOf(threshold float64, sizes func(*Connection) []float64) (*Graph, error) {
	m, err := s.adjacency(threshold, sizes)
	if err != nil {
		return nil, err
	}
	return m.link(), nil
}

// link gives the graph its links, in order of nodes.
func (m *adjacency) link() *Graph {
	g := m.nodes
	g.start = []int{0}
	g.loop, g.strength = make([]float64, g.Len()), make([]float64, g.Len())
	for a, axis := range g.axes {
		beside := m.beside(a)
		for i := range axis.Len() {
			node := g.first[a] + i
			for _, p := range beside {
				for j := range g.axes[p.to].Len() {
					g.connect(node, g.first[p.to]+j, p.at(i, j))
				}
			}
			g.start = append(g.start, len(g.links))
			g.total += g.strength[node]
		}
	}
	return g
}

func (g *Graph) connect(node, other int, w float64) {
	g.strength[node] += w
	switch {
	case node == other:
		g.loop[node] = w
	case w != 0:
		g.links = append(g.links, Link{Node: other, Weight: w})
	}
}

// Len is the number of nodes: the neurons of all axes.
func (g *Graph) Len() int { return g.first[len(g.axes)] }

// Node is the node of a neuron, by number; −1 if there is none. The nodes of one axis
// follow each other.
func (g *Graph) Node(a *Axis, neuron int) int {
	i := slices.Index(g.axes, a)
	if i < 0 || neuron < 0 || neuron >= a.Len() {
		return -1
	}
	return g.first[i] + neuron
}

// Neuron is the axis and the number of the neuron that a node stands for; nil and −1
// if there is no such node.
func (g *Graph) Neuron(node int) (a *Axis, neuron int) {
	if node < 0 || node >= g.Len() {
		return nil, -1
	}
	i := g.axisOf(node)
	return g.axes[i], node - g.first[i]
}

// axisOf is the number of the axis that a node lies on.
func (g *Graph) axisOf(node int) int {
	i, found := slices.BinarySearch(g.first, node)
	if !found {
		i--
	}
	return i
}

// Links are the edges of a node to others, in order of nodes; do not change them.
func (g *Graph) Links(node int) []Link { return g.links[g.start[node]:g.start[node+1]] }

// Strength is k_i = Σ_j A_ij, a node's loop included.
func (g *Graph) Strength(node int) float64 { return g.strength[node] }

// Loop is A_ii of a node: twice the size of all weights that connect the neuron to itself.
func (g *Graph) Loop(node int) float64 { return g.loop[node] }

// Weight is Σ|w| over all edges, m: half the sum of the strengths.
func (g *Graph) Weight() float64 { return g.total / 2 }

// ready reports why a space can't be measured at a threshold.
func (s *Space) ready(threshold float64) error {
	if !(threshold >= 0) {
		return fmt.Errorf("bimt: threshold %v: want 0 or more", threshold)
	}
	return s.CheckWeights()
}
