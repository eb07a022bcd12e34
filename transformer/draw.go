package transformer

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Draw takes a token from softmax(logits / temperature), or the likeliest, the first of equals, if the temperature is 0. Of logits
// of which one is NaN it takes the first token. There must be some.
func Draw(rng *rand.Rand, logits []float64, temperature float64) int {
	best := slices.Index(logits, slices.Max(logits))
	if best < 0 || temperature == 0 { // −1: a NaN
		return max(best, 0)
	}
	p, sum := make([]float64, len(logits)), 0.0
	for i, l := range logits {
		p[i] = math.Exp((l - logits[best]) / temperature)
		sum += p[i]
	}
	at := rng.Float64() * sum
	for i, v := range p {
		if at -= v; at < 0 {
			return i
		}
	}
	return best // rounding left a little over
}
