package bimt

import "sort"

// Importance is, for each place of an axis, Σ|w in| + Σ|w out| of the neuron there: the
// size of all its wires, copies added up, without biases and embeddings (Liu, Gan,
// Tegmark 2023, section 2).
func (s *Space) Importance(a *Axis) []float64 {
	scores := make([]float64, a.Len())
	for _, c := range s.conns {
		if c.role != wire {
			continue
		}
		row, col := c.wireDims()
		for _, d := range []int{row, col} {
			if c.axes[d] != a {
				continue
			}
			stride, size, n := c.stride(d), c.param.Shape()[d], a.Len()
			at, w := 0, c.magnitudes() // place along the dimension
			for ; len(w) > 0; w = w[stride:] {
				for _, v := range w[:stride] {
					scores[a.Place(at%n)] += v
				}
				if at++; at == size {
					at = 0
				}
			}
		}
	}
	return scores
}

// ranking lists places by falling score; of equals the later place comes first, as in a
// stable rising sort read backwards.
func ranking(scores []float64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = len(scores) - 1 - i
	}
	sort.SliceStable(order, func(i, j int) bool { return scores[order[i]] > scores[order[j]] })
	return order
}
