package transformer_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/transformer"
)

// Draws come as often as softmax(logits / temperature) says.
func TestDraw(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	logits, n, seen := []float64{math.Log(1), math.Log(2), math.Log(4)}, 20000, [3]float64{}
	for range n {
		seen[transformer.Draw(rng, logits, 0.5)] += 1 / float64(n)
	}
	for i, want := range []float64{1. / 21, 4. / 21, 16. / 21} { // squares, as 1/0.5 is 2
		if math.Abs(seen[i]-want) > 0.015 {
			t.Errorf("class %d came up with %v, want %v", i, seen[i], want)
		}
	}
	if transformer.Draw(rng, logits, 0) != 2 || transformer.Draw(rng, []float64{0, 1000}, 1) != 1 {
		t.Error("the likeliest did not come up")
	}
	if transformer.Draw(rng, []float64{1, math.NaN()}, 1) != 0 {
		t.Error("of a NaN another token than the first is drawn")
	}
}
