package lap_test

import "math"

// bruteForce returns the least total over all permutations (Heap's algorithm).
func bruteForce(n int, cost []float64) float64 {
	best := math.Inf(1)
	perm := make([]int, n)
	for i := range perm {
		perm[i] = i
	}
	var visit func(k int)
	visit = func(k int) {
		if k <= 1 {
			best = min(best, totalOf(n, cost, perm))
			return
		}
		for i := range k {
			visit(k - 1)
			if k%2 == 0 {
				perm[i], perm[k-1] = perm[k-1], perm[i]
			} else {
				perm[0], perm[k-1] = perm[k-1], perm[0]
			}
		}
	}
	visit(n)
	return best
}

// hungarian returns the least total by the textbook O(n³) Hungarian method: rows come one by one, row and column
// potentials change along the way. It shares nothing with the package but the problem.
func hungarian(n int, cost []float64) float64 {
	u, v := make([]float64, n+1), make([]float64, n+1)
	match, way := make([]int, n+1), make([]int, n+1) // row of each column, 1-based; 0: none
	for i := 1; i <= n; i++ {
		match[0] = i
		least, used := make([]float64, n+1), make([]bool, n+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		at := 0
		for match[at] != 0 {
			used[at] = true
			delta, next := math.Inf(1), 0
			for j := 1; j <= n; j++ {
				if used[j] {
					continue
				}
				if h := cost[(match[at]-1)*n+j-1] - u[match[at]] - v[j]; h < least[j] {
					least[j], way[j] = h, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := range n + 1 {
				if used[j] {
					u[match[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			at = next
		}
		for at != 0 {
			match[at] = match[way[at]]
			at = way[at]
		}
	}
	perm := make([]int, n)
	for j := 1; j <= n; j++ {
		perm[match[j]-1] = j - 1
	}
	return totalOf(n, cost, perm)
}

// totalOf returns Σ cost[i, perm[i]].
func totalOf(n int, cost []float64, perm []int) (total float64) {
	for i, j := range perm {
		total += cost[i*n+j]
	}
	return total
}
