package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Split deals the rows 0 … n-1 into a training and a test part by a random
// permutation: fraction·n rows for training, rounded down, at least one for each
// part.
//
// It fails if the fraction does not lie strictly between 0 and 1, or if there
// are fewer than two rows.
func Split(rng *rand.Rand, n int, fraction float64) (train, test []int, err error) {
	if !(fraction > 0 && fraction < 1) {
		return nil, nil, fmt.Errorf("the training fraction is %v: give a number between 0 and 1, such as 0.8", fraction)
	}
	if n < 2 {
		return nil, nil, fmt.Errorf("%d row(s) can't be split into training and test data: give at least 2", n)
	}
	order := rng.Perm(n)
	cut := int(math.Floor(fraction*float64(n) + 1e-9)) // 0.29·100 is 28.999…
	cut = min(max(cut, 1), n-1)
	return order[:cut:cut], order[cut:], nil
}
