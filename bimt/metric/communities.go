package metric

import (
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
)

// AliveGraph is the graph of a network's weights |w| > threshold between neurons that are
// alive there (flow.Flow.Alive): communities of it are not drawn together by weights that
// carry nothing.
func AliveGraph(s *bimt.Space, f *flow.Flow, threshold float64) (_ *bimt.Graph, failed error) {
	defer recoverInto(&failed, "graph of what is alive")
	neurons, err := f.AliveNeurons(threshold)
	if err != nil {
		return nil, err
	}
	alive := map[flow.Neuron]bool{}
	for _, n := range neurons {
		alive[n] = true
	}
	orders := map[*bimt.Axis][]int{}
	for _, a := range s.Axes() {
		orders[a] = a.Order()
	}
	return s.GraphOf(threshold, func(c *bimt.Connection) []float64 {
		sizes := c.Magnitudes()
		from, to := c.Ends()
		for i := range sizes {
			if !alive[flow.Neuron{Axis: from, Number: orders[from][c.From(i)]}] || !alive[flow.Neuron{Axis: to, Number: orders[to][c.To(i)]}] {
				sizes[i] = 0
			}
		}
		return sizes
	})
}

// Communities are the neurons of each community of the best partition found of AliveGraph
// (see Modularity), the largest first, of equals the one with the lower node; and its Q.
// They are what there is to be read where a network does not fall apart.
func Communities(s *bimt.Space, f *flow.Flow, threshold float64, restarts int, rng *rand.Rand) (all [][]flow.Neuron, q float64, err error) {
	g, err := AliveGraph(s, f, threshold)
	if err != nil {
		return nil, 0, err
	}
	p, err := Modularity(g, restarts, rng)
	if err != nil {
		return nil, 0, err
	}
	all = make([][]flow.Neuron, p.Communities)
	for node, c := range p.Community {
		if c >= 0 {
			a, number := g.Neuron(node)
			all[c] = append(all[c], flow.Neuron{Axis: a, Number: number})
		}
	}
	slices.SortStableFunc(all, func(a, b []flow.Neuron) int { return len(b) - len(a) })
	return all, p.Q, nil
}
