package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// TwoMoons draws n points on two interleaving half circles, as scikit-learn's
// make_moons: n/2 points (rounded down) of class 0 at
//
//	(cos t, sin t)
//
// and the others, of class 1, at
//
//	(1 − cos t, 1 − sin t − ½),
//
// t equally spaced on [0, π] within each class. The rows are shuffled, then
// Gaussian noise of the given standard deviation is added to both coordinates.
// X is [n, 2].
//
// It fails if n < 2 or the noise is negative or not a number.
func TwoMoons(rng *rand.Rand, n int, noise float64) (Labelled, error) {
	return moons(rng, n, noise, []func(t float64) (x, y float64){
		func(t float64) (x, y float64) { return math.Cos(t), math.Sin(t) },
		func(t float64) (x, y float64) { return 1 - math.Cos(t), 1 - math.Sin(t) - 0.5 },
	})
}

// ThreeMoons draws n points on three interleaving half circles, arranged as a
// pinwheel: the paper asks how three moons would be told apart, but gives no
// coordinates. Class k is the half circle
//
//	(½ + cos t, −sin t),  t in [0, π],
//
// turned about the origin by k·120°. As with two moons, one end of each half
// circle lies inside the next one, and different classes come no closer than ½.
// Class 0 and 1 get n/3 points each (rounded down) and class 2 the others;
// spacing, shuffling and noise are those of TwoMoons. X is [n, 2].
//
// It fails if n < 3 or the noise is negative or not a number.
func ThreeMoons(rng *rand.Rand, n int, noise float64) (Labelled, error) {
	arcs := make([]func(t float64) (x, y float64), 3)
	for k := range arcs {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / 3)
		arcs[k] = func(t float64) (x, y float64) {
			u, v := 0.5+math.Cos(t), -math.Sin(t)
			return u*cos - v*sin, u*sin + v*cos
		}
	}
	return moons(rng, n, noise, arcs)
}

// moons puts n points on the arcs, class by class, then shuffles and adds noise.
func moons(rng *rand.Rand, n int, noise float64, arcs []func(t float64) (x, y float64)) (Labelled, error) {
	if n < len(arcs) {
		return Labelled{}, fmt.Errorf("%d points for %d moons: ask for at least one a moon", n, len(arcs))
	}
	if err := checkSize("points", n, 2); err != nil {
		return Labelled{}, err
	}
	if !(noise >= 0) || math.IsInf(noise, 1) {
		return Labelled{}, fmt.Errorf("the noise of the moons is %v: give a standard deviation of 0 or more, such as 0.1", noise)
	}
	all := Labelled{X: NewMatrix(n, 2), Labels: make([]int, n), Classes: len(arcs)}
	row := 0
	for class, arc := range arcs {
		count := n / len(arcs)
		if class == len(arcs)-1 {
			count = n - row
		}
		for i := range count {
			p := all.X.Row(row)
			p[0], p[1] = arc(math.Pi * float64(i) / math.Max(1, float64(count-1)))
			all.Labels[row] = class
			row++
		}
	}
	all = all.Select(rng.Perm(n))
	for i := range all.X.Data {
		all.X.Data[i] += noise * rng.NormFloat64()
	}
	return all, nil
}
