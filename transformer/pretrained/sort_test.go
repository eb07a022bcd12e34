package pretrained_test

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"gorgonia.org/tensor"
)

// gpt-nano-sort sorts all 729 lists of six letters of three kinds, as it came and relocated.
func TestSortsAll(t *testing.T) {
	l := load(t, "testdata/gpt-nano-sort-model.json", tensor.Float64, 11)
	for _, how := range []bimt.Strategy{"", bimt.Spectral} {
		if how != "" {
			must(l.space.Relocate(bimt.Relocation{Strategy: how, Locality: 1}))(t)
		}
		right := 0
		for n := range 729 {
			list := make([]int, 6)
			for i := range list {
				list[i], n = n%3, n/3
			}
			sorted := slices.Sorted(slices.Values(list))
			logits := must(l.gen.Logits(append(list, sorted[:5]...)))(t) // as if it went on rightly so far
			var likeliest []int
			for at := 5 * 3; at < len(logits); at += 3 {
				likeliest = append(likeliest, slices.Index(logits[at:at+3], slices.Max(logits[at:at+3])))
			}
			if slices.Equal(likeliest, sorted) {
				right++
			}
		}
		if right != 729 {
			t.Errorf("%q: %d of 729 lists are sorted", how, right)
		}
	}
}
