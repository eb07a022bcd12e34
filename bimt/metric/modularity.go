package metric

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"gonum.org/v1/gonum/stat"
)

// Restarts is the least number of starts of the search for a partition.
const Restarts = 20

// Partition is a network divided in communities.
type Partition struct {
	// Q is Newman's modularity of the partition.
	Q float64
	// Community is that of each node of the graph, numbered from 0 in order of their
	// first nodes; −1 for a neuron without any wire.
	Community []int
	// Communities is how many there are, neurons without any wire left out.
	Communities int
}

// Modularity is the best partition of a graph found by Louvain's search from the given
// number of random starts, never fewer than Restarts. A graph without edges has Q = 0 and
// no communities. Sparsity alone raises Q: judge it beside ShuffledModularity.
//
// The same graph and seed give the same partition, wherever neurons stand.
func Modularity(g *bimt.Graph, restarts int, rng *rand.Rand) (_ Partition, failed error) {
	defer recoverInto(&failed, "Modularity")
	if rng == nil {
		return Partition{}, fmt.Errorf("metric: modularity: the search needs a random source, was given nil")
	}
	best := Partition{Community: slices.Repeat([]int{-1}, g.Len())}
	if g.Weight() == 0 {
		return best, nil
	}
	for try := range max(restarts, Restarts) {
		found := louvain(g, rng)
		if q := modularity(g, found); try == 0 || q > best.Q {
			best.Q, best.Community = q, found
		}
	}
	best.number(g)
	return best, nil
}

// number names communities in order, those of neurons without wires −1.
func (p *Partition) number(g *bimt.Graph) {
	var linked []int
	for i := range g.Len() {
		if g.Strength(i) > 0 {
			linked = append(linked, p.Community[i])
		}
	}
	p.Communities = number(linked)
	for i := range g.Len() {
		p.Community[i] = -1
		if g.Strength(i) > 0 {
			p.Community[i], linked = linked[0], linked[1:]
		}
	}
}

// Q is Newman's modularity of a partition, weighted (M. E. J. Newman, "Analysis of
// weighted networks", Phys. Rev. E 70, 056131, 2004, eq. 8):
//
//	Q = 1/2m Σ_ij [A_ij − k_i k_j / 2m] δ(c_i, c_j), k_i = Σ_j A_ij, 2m = Σ_i k_i,
//
// and 0 if 2m = 0. community has one number for each node; nodes with a negative one
// are each on their own. It is at least −½ and below 1.
func Q(g *bimt.Graph, community []int) (_ float64, failed error) {
	defer recoverInto(&failed, "Q")
	if len(community) != g.Len() {
		return 0, fmt.Errorf("metric: modularity: %d communities for %d neurons: give one for each", len(community), g.Len())
	}
	c, next := slices.Clone(community), -1
	for _, x := range c {
		next = max(next, x)
	}
	for i, x := range c {
		if x < 0 {
			next++
			c[i] = next
		}
	}
	number(c)
	return modularity(g, c), nil
}

// modularity is Q for communities numbered below the number of nodes.
func modularity(g *bimt.Graph, community []int) float64 {
	if g.Weight() == 0 {
		return 0
	}
	inside, sum := make([]float64, g.Len()), make([]float64, g.Len())
	for i, c := range community {
		inside[c] += g.Loop(i)
		sum[c] += g.Strength(i)
		for _, k := range g.Links(i) {
			if community[k.Node] == c {
				inside[c] += k.Weight
			}
		}
	}
	q, total := 0.0, 2*g.Weight()
	for c := range inside {
		share := sum[c] / total
		q += inside[c]/total - share*share
	}
	return q
}

// Copies is the modularity of copies of a network that were changed at random.
type Copies struct {
	Q        []float64 // of each copy
	Mean, SD float64   // over copies; SD, with n−1, is 0 for a single copy
}

// ShuffledModularity is the control for Modularity of s.Graph(threshold): Q of copies of the
// network in each of which the sizes |w| inside every connection are shuffled at random.
// Copies keep the sparsity of each connection and lose all structure; compare
// Q − Q_shuffled between networks. The weights themselves are left alone.
func ShuffledModularity(s *bimt.Space, threshold float64, copies, restarts int, rng *rand.Rand) (_ Copies, failed error) {
	defer recoverInto(&failed, "ShuffledModularity")
	if copies < 1 || rng == nil {
		return Copies{}, fmt.Errorf("metric: shuffled modularity: want at least one copy, not %d, and a random source", copies)
	}
	return modularityOf(s, threshold, copies, restarts, rng, func(c *bimt.Connection) []float64 {
		w := c.Magnitudes()
		rng.Shuffle(len(w), func(i, j int) { w[i], w[j] = w[j], w[i] })
		return w
	})
}

// modularityOf is that of copies with the given sizes in place of |w|.
func modularityOf(s *bimt.Space, threshold float64, copies, restarts int, rng *rand.Rand, sizes func(*bimt.Connection) []float64) (Copies, error) {
	var r Copies
	for range copies {
		g, err := s.GraphOf(threshold, sizes)
		if err != nil {
			return Copies{}, err
		}
		p, err := Modularity(g, restarts, rng)
		if err != nil {
			return Copies{}, err
		}
		r.Q = append(r.Q, p.Q)
	}
	r.Mean = stat.Mean(r.Q, nil)
	if copies > 1 {
		r.SD = stat.StdDev(r.Q, nil)
	}
	return r, nil
}
