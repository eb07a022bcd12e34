package lap_test

import (
	"math"
	"math/rand/v2"
)

// matrices are the kinds of cost on which solvers differ, by name. Each makes an n×n matrix.
var matrices = []struct {
	name string
	make func(n int, rng *rand.Rand) []float64
}{
	{"uniform", uniform},
	{"neurons", neurons},
	{"dense neurons", denseNeurons},
	{"pruned neurons", prunedNeurons},
	{"grid neurons", gridNeurons},
	{"equal", func(n int, _ *rand.Rand) []float64 { return fill(n, func(i, j int) float64 { return 3.25 }) }},
	{"identical rows", identicalRows},
	{"identical columns", func(n int, rng *rand.Rand) []float64 { return transpose(n, identicalRows(n, rng)) }},
	{"few values", func(n int, rng *rand.Rand) []float64 {
		return fill(n, func(i, j int) float64 { return float64(rng.IntN(4)) })
	}},
	{"rank one", rankOne},
	{"product", func(n int, _ *rand.Rand) []float64 {
		return fill(n, func(i, j int) float64 { return float64((i + 1) * (j + 1)) })
	}},
	{"distance", func(n int, rng *rand.Rand) []float64 {
		at := uniform(n, rng)
		return fill(n, func(i, j int) float64 { return math.Abs(at[i] - float64(j)/float64(n)) })
	}},
	{"offsets", func(n int, rng *rand.Rand) []float64 {
		a, b := uniform(n, rng), uniform(n, rng)
		return fill(n, func(i, j int) float64 { return 1e6*a[i] - 1e3*b[j] })
	}},
}

func fill(n int, at func(i, j int) float64) []float64 {
	cost := make([]float64, n*n)
	for k := range cost {
		cost[k] = at(k/n, k%n)
	}
	return cost
}

func transpose(n int, cost []float64) []float64 {
	return fill(n, func(i, j int) float64 { return cost[j*n+i] })
}

func uniform(n int, rng *rand.Rand) []float64 {
	return fill(n, func(i, j int) float64 { return rng.Float64() })
}

// identicalRows has n/8 different rows only.
func identicalRows(n int, rng *rand.Rand) []float64 {
	different := uniform(n, rng)
	return fill(n, func(i, j int) float64 { return different[i%(n/8+1)*n+j] })
}

// rankOne has costs a[i]·b[j].
func rankOne(n int, rng *rand.Rand) []float64 {
	a, b := uniform(n, rng), uniform(n, rng)
	return fill(n, func(i, j int) float64 { return a[i] * b[j] })
}

// neurons is the cost of neuron i at place p when all but about one weight in fifty are near zero.
func neurons(n int, rng *rand.Rand) []float64 {
	return wires(n, line(n), func() float64 {
		if rng.IntN(50) == 0 {
			return rng.NormFloat64()
		}
		return 1e-5 * rng.NormFloat64()
	})
}

// denseNeurons is the same for a network that was not regularised.
func denseNeurons(n int, rng *rand.Rand) []float64 { return wires(n, line(n), rng.NormFloat64) }

// prunedNeurons is the same with exact zeros, so that most neurons have no wire and cost nothing anywhere.
func prunedNeurons(n int, rng *rand.Rand) []float64 {
	return wires(n, line(n), func() float64 {
		if rng.IntN(4*wiresPerNeuron) == 0 {
			return rng.NormFloat64()
		}
		return 0
	})
}

// gridNeurons is neurons on a square grid with city-block distance, where many lengths are equal.
func gridNeurons(n int, rng *rand.Rand) []float64 {
	side := int(math.Ceil(math.Sqrt(float64(n))))
	return wires(n, func(p, o int) float64 {
		q := o * n / wiresPerNeuron
		return (math.Abs(float64(p%side-q%side)) + math.Abs(float64(p/side-q/side))) / float64(side)
	}, func() float64 { return rng.NormFloat64() * math.Exp(4*rng.NormFloat64()) })
}

const wiresPerNeuron = 100 // to as many neurons of the next layer

func line(n int) func(p, o int) float64 {
	return func(p, o int) float64 {
		return math.Abs((float64(p)+0.5)/float64(n) - (float64(o)+0.5)/wiresPerNeuron)
	}
}

// wires returns cost[j,p] = Σ_o |w[j,o]| · distance(p, o), with weights drawn from weight.
func wires(n int, distance func(p, o int) float64, weight func() float64) []float64 {
	far := make([]float64, wiresPerNeuron*n)
	for o := range wiresPerNeuron {
		for p := range n {
			far[o*n+p] = distance(p, o)
		}
	}
	cost := make([]float64, n*n)
	for j := range n {
		row := cost[j*n : (j+1)*n]
		for o := range wiresPerNeuron {
			w := math.Abs(weight())
			if w == 0 {
				continue
			}
			for p, d := range far[o*n : (o+1)*n] {
				row[p] += w * d
			}
		}
	}
	return cost
}
