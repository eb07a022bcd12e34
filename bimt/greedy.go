package bimt

// greedySwaps does what the published notebooks do for one axis: the top k neurons by
// importance, in falling order, each change places with whichever neuron of the axis
// lowers the cost most, the first of equals, or stay. Neurons in heads only change
// places inside their head; whole heads follow in headSwaps.
func greedySwaps(b *board, scores []float64, topK, block int) {
	order := ranking(scores)
	if topK > 0 && topK < len(order) {
		order = order[:topK]
	}
	for _, j := range order {
		first := j / block * block
		best, gain := j, 0.0
		for k := first; k < first+block; k++ {
			if g := b.swapGain(j, k); g < gain || (g == gain && k < best && g < 0) {
				best, gain = k, g
			}
		}
		if best != j {
			b.swap(j, best)
		}
	}
}

// descend changes any two places of a block for as long as one such swap lowers the
// cost by more than rounding: what is left for axes whose wires lead to themselves,
// where the assignment is no longer linear.
func descend(b *board, block int) {
	tolerance := 1e-12 * b.cost()
	for improved := true; improved; {
		improved = false
		for j := range b.n {
			for k := j + 1; k < j/block*block+block; k++ {
				if b.swapGain(j, k) < -tolerance {
					b.swap(j, k)
					improved = true
				}
			}
		}
	}
}
