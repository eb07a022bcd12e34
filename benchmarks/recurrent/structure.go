package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"gonum.org/v1/gonum/stat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// graphOf is a graph of n nodes with edges of size m[i·n+j] + m[j·n+i].
func graphOf(n int, m []float64) (*bimt.Graph, error) {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	a := space.Axis("nodes", bimt.Line(n))
	p, err := params.New("edges", n, n)
	if err != nil {
		return nil, err
	}
	if err := p.Set(m); err != nil {
		return nil, err
	}
	if err := space.Connect(p, a, a); err != nil {
		return nil, err
	}
	return space.Graph(0)
}

// strongest is the undirected graph that seRNN's notebook measures: an edge where either of two weights
// is among the strongest tenth, a one or none; no neuron is joined to itself.
func strongest(n int, w []float64) []bool {
	sorted := slices.Sorted(slices.Values(w))
	least := stat.Quantile(0.9, stat.LinInterp, sorted, nil)
	edges := make([]bool, n*n)
	for i := range n {
		for j := range n {
			if i != j && w[i*n+j] > max(least, 0.01) {
				edges[i*n+j], edges[j*n+i] = true, true
			}
		}
	}
	return edges
}

// modularity is Newman's of a graph with edges of one size.
func modularity(n int, edges []bool, rng *rand.Rand) (float64, error) {
	ones := make([]float64, n*n)
	for i, e := range edges {
		if e {
			ones[i] = 1
		}
	}
	g, err := graphOf(n, ones)
	if err != nil {
		return 0, err
	}
	p, err := metric.Modularity(g, metric.Restarts, rng)
	return p.Q, err
}

// rewired has the same degrees: pairs of edges change ends, ten times as often as there are edges
// (Maslov and Sneppen 2002).
func rewired(n int, edges []bool, rng *rand.Rand) []bool {
	e := slices.Clone(edges)
	var list [][2]int
	for i := range n {
		for j := range i {
			if e[i*n+j] {
				list = append(list, [2]int{i, j})
			}
		}
	}
	set := func(a, b int, v bool) { e[a*n+b], e[b*n+a] = v, v }
	for range 10 * len(list) {
		x, y := &list[rng.IntN(len(list))], &list[rng.IntN(len(list))]
		a, b, c, d := x[0], x[1], y[0], y[1]
		if rng.IntN(2) == 0 {
			c, d = d, c
		}
		if a == c || a == d || b == c || b == d || e[a*n+d] || e[c*n+b] {
			continue
		}
		set(a, b, false)
		set(c, d, false)
		set(a, d, true)
		set(c, b, true)
		*x, *y = [2]int{a, d}, [2]int{c, b}
	}
	return e
}

// smallWorld is (C/C₀)·(E/E₀), clustering and global efficiency beside those of graphs of as many edges laid at
// random, the small-worldness of seRNN's notebook, whose random graphs have a
// density of 0.18 whatever the network's.
func smallWorld(n int, edges []bool, rng *rand.Rand, copies int) float64 {
	count := 0
	for _, e := range edges {
		if e {
			count++
		}
	}
	var c, f float64
	for range copies {
		at, random := rng.Perm(n*(n-1)/2), make([]bool, n*n)
		for _, k := range at[:count/2] {
			i := int((1 + math.Sqrt(float64(1+8*k))) / 2) // the k-th pair of i > j
			j := k - i*(i-1)/2
			random[i*n+j], random[j*n+i] = true, true
		}
		c += clustering(n, random) / float64(copies)
		f += efficiency(n, random) / float64(copies)
	}
	return clustering(n, edges) / c * efficiency(n, edges) / f
}

// clustering is the mean share of a node's neighbours that are neighbours (Watts and Strogatz 1998).
func clustering(n int, edges []bool) float64 {
	sum := 0.0
	for i := range n {
		var near []int
		for j := range n {
			if edges[i*n+j] {
				near = append(near, j)
			}
		}
		closed := 0
		for k, a := range near {
			for _, b := range near[:k] {
				if edges[a*n+b] {
					closed++
				}
			}
		}
		if d := len(near); d > 1 {
			sum += float64(2*closed) / float64(d*(d-1))
		}
	}
	return sum / float64(n)
}

// efficiency is the mean of 1/distance over all pairs (Latora and Marchiori 2001).
func efficiency(n int, edges []bool) float64 {
	sum := 0.0
	for start := range n {
		distance, queue := make([]int, n), []int{start}
		for k := 0; k < len(queue); k++ {
			for j := range n {
				if edges[queue[k]*n+j] && j != start && distance[j] == 0 {
					distance[j] = distance[queue[k]] + 1
					queue = append(queue, j)
				}
			}
		}
		for _, d := range distance {
			if d > 0 {
				sum += 1 / float64(d)
			}
		}
	}
	return sum / float64(n*(n-1))
}
