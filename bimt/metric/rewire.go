package metric

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
)

// RewiredModularity is the other control for Modularity of s.Graph(0): Q of copies of the
// network in each of which the weights |w| > threshold inside every connection were rewired
// at random, each neuron keeping as many of them in and as many out (Maslov and Sneppen, see
// RewiredEffort). A weight changes places with what stood where it goes, so all others are
// still there. Where ShuffledModularity spreads the weights of a sparse network over all
// neurons, which leaves many small pieces and so a large Q, these copies have the neurons
// that the network has: Q above theirs is structure beyond the degrees.
func RewiredModularity(s *bimt.Space, threshold float64, copies, restarts int, rng *rand.Rand) (_ Copies, failed error) {
	defer recoverInto(&failed, "RewiredModularity")
	if copies < 1 || rng == nil || !(threshold >= 0) {
		return Copies{}, fmt.Errorf("metric: rewired modularity: want at least one copy, not %d, a threshold of 0 or more, not %v, and a random source", copies, threshold)
	}
	return modularityOf(s, 0, copies, restarts, rng, func(c *bimt.Connection) []float64 { return rewired(c, threshold, rng) })
}

// rewired is the sizes of a connection with those above a threshold rewired: each keeps one
// end, and all its dimensions that lie on no axis.
func rewired(c *bimt.Connection, threshold float64, rng *rand.Rand) []float64 {
	w := c.Magnitudes()
	row, col := steps(c)
	above := map[int][]int{} // elements, by where they are on the other dimensions
	for i, v := range w {
		if v > threshold {
			rest := i - row.part(i) - col.part(i)
			above[rest] = append(above[rest], i)
		}
	}
	for rest := 0; rest < len(w) && len(above) > 0; rest++ {
		list := above[rest]
		delete(above, rest)
		for range 10 * len(list) {
			i, j := rng.IntN(len(list)), rng.IntN(len(list))
			a, b := list[i], list[j]
			x, y := rest+row.part(a)+col.part(b), rest+row.part(b)+col.part(a)
			if w[x] > threshold || w[y] > threshold { // so too where they share an end
				continue
			}
			w[a], w[x], w[b], w[y] = w[x], w[a], w[y], w[b]
			list[i], list[j] = x, y
		}
	}
	return w
}

// step is how far apart neighbours along a dimension are in row-major order, and how many
// there are.
type step struct{ stride, size int }

// part is how much of an index is due to the dimension.
func (s step) part(i int) int { return i / s.stride % s.size * s.stride }

// steps are those of a wire's two dimensions that lie on axes.
func steps(c *bimt.Connection) (row, col step) {
	shape := c.Param().Shape()
	stride := c.Param().Len()
	for d, a := range c.Axes() {
		stride /= shape[d]
		switch {
		case a == nil:
		case row.size == 0:
			row = step{stride, shape[d]}
		default:
			col = step{stride, shape[d]}
		}
	}
	return row, col
}
