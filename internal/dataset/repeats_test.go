package dataset

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// In the second half of a row each token was seen before, and what followed it follows again.
func TestRepeatsFollowThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Repeats{Length: 2 * rapid.IntRange(2, 20).Draw(t, "half")}
		r.Vocabulary = r.Length/2 + rapid.IntRange(0, 5).Draw(t, "more")
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		row := r.Draw(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		followed := map[int]int{}
		for i, token := range row[:len(row)-1] {
			if next, seen := followed[token]; i >= r.Length/2 && (!seen || row[i+1] != next) {
				t.Fatalf("%v: at place %d", row, i)
			}
			followed[token] = row[i+1]
		}
	})
}

func TestRepeatsThatCannotBe(t *testing.T) {
	for _, r := range []Repeats{{5, 3}, {5, 7}, {3, 8}, {1 << 20, 8}} {
		if r.Check() == nil {
			t.Errorf("%+v passes", r)
		}
	}
}
