package metric

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Modules are the connected parts of a graph, each a rising list of nodes: the largest
// first, of equals the one with the lower node. Neurons without a wire are in none.
// Given axes, only neurons on these and the wires among them count: for a vote of
// modules, the axes between embedding and last layer.
//
// To see the modules of a pruned network, cut its weights in the call of bimt.Space.Graph.
// Wires alone connect: that queries and keys of a head weigh its values does not.
func Modules(g *bimt.Graph, axes ...*bimt.Axis) [][]int {
	if g == nil || slices.Contains(axes, nil) {
		return nil
	}
	out := make([]bool, g.Len()) // left out, or found already
	for node := range out {
		a, _ := g.Neuron(node)
		out[node] = len(axes) > 0 && !slices.Contains(axes, a)
	}
	var modules [][]int
	for node := range out {
		if out[node] {
			continue
		}
		if m := module(g, node, out); len(m) > 1 || g.Loop(node) > 0 {
			modules = append(modules, m)
		}
	}
	slices.SortStableFunc(modules, func(a, b []int) int { return len(b) - len(a) })
	return modules
}

// module is all nodes that wires connect to one, those left out aside; it leaves them
// out from then on.
func module(g *bimt.Graph, node int, out []bool) []int {
	m := []int{node}
	out[node] = true
	for i := 0; i < len(m); i++ {
		for _, k := range g.Links(m[i]) {
			if !out[k.Node] {
				out[k.Node] = true
				m = append(m, k.Node)
			}
		}
	}
	slices.Sort(m)
	return m
}
