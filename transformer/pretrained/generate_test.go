package pretrained_test

import (
	"testing"

	"github.com/gobimt/bimt/transformer/pretrained"
)

// Logits of a text do not depend on how long the texts are that a generator is made for.
func TestLogitsOfAnyLength(t *testing.T) {
	n := must(pretrained.Load("testdata/stories260K.bin", false))(t)
	long := must(pretrained.NewGenerator(n.Model, n.Params, 70))(t)
	for _, length := range []int{1, 16, 17, 33} {
		tokens := make([]int, length)
		for i := range tokens {
			tokens[i] = (i*37 + 11) % 512
		}
		own := must(pretrained.NewGenerator(n.Model, n.Params, length))(t)
		want, have := must(own.Logits(tokens))(t), must(long.Logits(tokens))(t)
		if len(have) != length*512 {
			t.Fatalf("%d logits of %d tokens", len(have), length)
		}
		if d := pretrained.Apart(want, have); d > 1e-12 {
			t.Errorf("%d tokens: logits differ by %v of the largest", length, d)
		}
	}
}
