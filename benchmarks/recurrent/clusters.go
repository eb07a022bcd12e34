package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// leastVariance is the share of the largest task variance of all neurons below which a neuron is silent.
const leastVariance = 1e-3

// taskVariance is, for each neuron and task, the variance over trials of the neuron's activity, averaged over
// time (Yang and others 2019).
func taskVariance(n *network, rng *rand.Rand) ([][]float64, error) {
	v := make([][]float64, n.hidden)
	for task := range cognitiveTasks {
		r := cognitiveRows(rng, n.batch, task)
		_, states, err := n.run(r)
		if err != nil {
			return nil, err
		}
		for i := range v {
			sum := 0.0
			for _, h := range states {
				var over []float64
				for k := range r.n {
					over = append(over, h[k*n.hidden+i])
				}
				sum += stat.Variance(over, nil)
			}
			v[i] = append(v[i], sum/float64(len(states)))
		}
	}
	return v, nil
}

// voiced lists the neurons that are not silent.
func voiced(v [][]float64) (all []int) {
	most := 0.0
	for _, t := range v {
		most = max(most, floats.Sum(t))
	}
	for i, t := range v {
		if floats.Sum(t) > leastVariance*most {
			all = append(all, i)
		}
	}
	return all
}

// functional are clusters of neurons that vary in the same tasks: communities of the graph whose edges are the
// correlations of task variances, where these are positive; a neuron's scale does not matter.
func functional(v [][]float64, neurons []int, rng *rand.Rand) ([]int, error) {
	n := len(neurons)
	edges := make([]float64, n*n)
	for i, a := range neurons {
		for j, b := range neurons[:i] {
			if c := stat.Correlation(v[a], v[b], nil); c > 0 {
				edges[i*n+j] = c
			}
		}
	}
	return communities(n, edges, rng)
}

// anatomical are communities of the graph of recurrent |w| among the neurons.
func anatomical(wires []float64, hidden int, neurons []int, rng *rand.Rand) ([]int, error) {
	n := len(neurons)
	edges := make([]float64, n*n)
	for i, a := range neurons {
		for j, b := range neurons {
			if i != j {
				edges[i*n+j] = wires[a*hidden+b]
			}
		}
	}
	return communities(n, edges, rng)
}

func communities(n int, edges []float64, rng *rand.Rand) ([]int, error) {
	g, err := graphOf(n, edges)
	if err != nil {
		return nil, err
	}
	p, err := metric.Modularity(g, metric.Restarts, rng)
	return p.Community, err
}

// agreement is the adjusted Rand index of two partitions (Hubert and Arabie 1985): 1 if they are one, 0 on
// average by chance. A neuron on its own (−1) is a cluster.
func agreement(a, b []int) float64 {
	a, b = alone(a), alone(b)
	both, as, bs := map[[2]int]int{}, map[int]int{}, map[int]int{}
	for i := range a {
		both[[2]int{a[i], b[i]}]++
		as[a[i]]++
		bs[b[i]]++
	}
	var together, inA, inB int
	for _, k := range both {
		together += k * (k - 1) / 2
	}
	for _, k := range as {
		inA += k * (k - 1) / 2
	}
	for _, k := range bs {
		inB += k * (k - 1) / 2
	}
	all := float64(len(a)*(len(a)-1)) / 2
	chance := float64(inA) * float64(inB) / all
	most := float64(inA+inB) / 2
	if most == chance {
		return 0
	}
	return (float64(together) - chance) / (most - chance)
}

func alone(c []int) []int {
	c = slices.Clone(c)
	next := len(c)
	for i, k := range c {
		if k < 0 {
			c[i], next = next, next+1
		}
	}
	return c
}

// spread is the mean distance of two neurons of one cluster, of that of all pairs.
func spread(cluster []int, places [][]float64) float64 {
	var within, all, inside float64
	pairs := 0.0
	for i := range cluster {
		for j := range i {
			d := floats.Distance(places[i], places[j], 1)
			all, pairs = all+d, pairs+1
			if cluster[i] == cluster[j] {
				within, inside = within+d, inside+1
			}
		}
	}
	return within / inside / (all / pairs)
}

// shuffles is how many times clusters are given to other neurons, for a null.
const shuffles = 1000

// chance is the share of shuffled clusters that score as high (with one more, the measured ones: p is
// never 0), and their mean score.
func chance(cluster []int, rng *rand.Rand, score func([]int) float64) (p, mean float64) {
	shuffled, as, measured := slices.Clone(cluster), 1, score(cluster)
	for range shuffles {
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		s := score(shuffled)
		mean += s / shuffles
		if !(s < measured) {
			as++
		}
	}
	return float64(as) / (shuffles + 1), mean
}

// qOf is the modularity of a graph divided in clusters of some of its nodes; the others are on their own.
func qOf(g *bimt.Graph, nodes, cluster []int) float64 {
	of := slices.Repeat([]int{-1}, g.Len())
	for i, n := range nodes {
		of[n] = cluster[i]
	}
	q, err := metric.Q(g, of)
	if err != nil {
		return math.NaN()
	}
	return q
}
