package metric

import (
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
)

// leastGain is the gain in Q below which a node stays: far above rounding, so that
// every move raises Q and the search ends.
const leastGain = 1e-12

// level is a graph on one level of Louvain's search (Blondel, Guillaume, Lambiotte,
// Lefebvre 2008, J. Stat. Mech. P10008), scaled so that 2m = 1. gonum's
// community.Modularize does the same search; it leaves loops, which recurrent weights
// make, out of the strengths, and takes seconds for one start on the 89,400 edges of 784-100-100-10.
type level struct {
	start     []int
	links     []bimt.Link
	strength  []float64 // with loops, which take no other part: they move with their node
	community []int     // of each node
	sum       []float64 // Σ strength of each community
	near      []float64 // scratch: Σ weight of a node's links into each community
	touched   []int     // scratch: communities with near ≥ 0
}

func newLevel(start []int, links []bimt.Link, strength []float64) *level {
	n := len(strength)
	l := &level{start: start, links: links, strength: strength}
	l.sum, l.near = make([]float64, n), make([]float64, n)
	alone := make([]int, n)
	for i := range n {
		alone[i], l.near[i] = i, -1
	}
	l.divide(alone)
	return l
}

// base is the first level: every neuron is a community of its own.
func base(g *bimt.Graph) *level {
	var links []bimt.Link
	start, strength, total := []int{0}, make([]float64, g.Len()), 2*g.Weight()
	for i := range strength {
		strength[i] = g.Strength(i) / total
		for _, k := range g.Links(i) {
			links = append(links, bimt.Link{Node: k.Node, Weight: k.Weight / total})
		}
		start = append(start, len(links))
	}
	return newLevel(start, links, strength)
}

// louvain finds a community for each node, in a random order of visits. Once no merge
// helps, single nodes are moved again between the communities found, and so on until
// that changes nothing either (Rotta and Noack 2011, "Multilevel local search
// algorithms for modularity clustering", ACM JEA 16, 2.3).
func louvain(g *bimt.Graph, rng *rand.Rand) []int {
	base := base(g)
	for base.improve(rng) {
		n := number(base.community)
		for l := base.merge(n); l.improve(rng); l = l.merge(n) {
			n = number(l.community)
			for i, c := range base.community {
				base.community[i] = l.community[c]
			}
		}
		base.divide(base.community)
	}
	return base.community
}

// divide puts each node into a community, numbered below the number of nodes.
func (l *level) divide(community []int) {
	l.community = community
	clear(l.sum)
	for i, c := range community {
		l.sum[c] += l.strength[i]
	}
}

// improve moves nodes, each to the neighbouring community that raises Q most, until no
// move raises it. It says whether any moved.
func (l *level) improve(rng *rand.Rand) bool {
	improved := false
	order := rng.Perm(len(l.community))
	for moved := true; moved; {
		moved = false
		for _, i := range order {
			if c := l.best(i); c != l.community[i] {
				l.sum[l.community[i]] -= l.strength[i]
				l.sum[c] += l.strength[i]
				l.community[i] = c
				moved, improved = true, true
			}
		}
	}
	return improved
}

// best is the community node i does best in. With i taken out, putting it into
// community c gains, at 2m = 1,
//
//	ΔQ = 2 (Σ_{j in c} A_ij − k_i Σ_{j in c} k_j).
func (l *level) best(i int) int {
	own, k := l.community[i], l.strength[i]
	l.touch(own, 0)
	for _, link := range l.links[l.start[i]:l.start[i+1]] {
		l.touch(l.community[link.Node], link.Weight)
	}
	best := own
	most := 2*(l.near[own]-k*(l.sum[own]-k)) + leastGain
	for _, c := range l.touched[1:] {
		if gain := 2 * (l.near[c] - k*l.sum[c]); gain > most {
			best, most = c, gain
		}
	}
	for _, c := range l.touched {
		l.near[c] = -1
	}
	l.touched = l.touched[:0]
	return best
}

func (l *level) touch(c int, w float64) {
	if l.near[c] < 0 {
		l.near[c] = 0
		l.touched = append(l.touched, c)
	}
	l.near[c] += w
}

// merge makes each of the n communities a node of the next level.
func (l *level) merge(n int) *level {
	members := make([][]int, n)
	for i, c := range l.community {
		members[c] = append(members[c], i)
	}
	var links []bimt.Link
	start, strength := []int{0}, make([]float64, n)
	for c, nodes := range members {
		for _, i := range nodes {
			strength[c] += l.strength[i]
			for _, link := range l.links[l.start[i]:l.start[i+1]] {
				l.touch(l.community[link.Node], link.Weight)
			}
		}
		for _, d := range l.touched {
			if d != c {
				links = append(links, bimt.Link{Node: d, Weight: l.near[d]})
			}
			l.near[d] = -1
		}
		l.touched = l.touched[:0]
		start = append(start, len(links))
	}
	return newLevel(start, links, strength)
}

// number renames communities 0, 1, … in order of their first node, and counts them.
func number(community []int) int {
	names := map[int]int{}
	for i, c := range community {
		name, seen := names[c]
		if !seen {
			name = len(names)
			names[c] = name
		}
		community[i] = name
	}
	return len(names)
}
