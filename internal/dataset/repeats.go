package dataset

import (
	"fmt"
	"math/rand/v2"
)

// Repeats is rows of tokens that begin again: a stretch is drawn, and repeated to the end of
// the row. How long it is differs from row to row, so what comes next is told by what followed
// the same token before (an induction head, Olsson and others 2022), not by its place.
type Repeats struct {
	Vocabulary int
	Length     int // tokens of a row: even
}

// Check reports rows that can't be.
func (r Repeats) Check() error {
	switch {
	case r.Length < 4 || r.Length > largestContext || r.Length%2 != 0:
		return fmt.Errorf("repeats in %d tokens: choose an even number from 4 to %d", r.Length, largestContext)
	case r.Vocabulary < r.Length/2 || r.Vocabulary > maxModulus:
		return fmt.Errorf("a vocabulary of %d for repeats in %d tokens: choose from %d, so that no token comes twice in half a row, to %d", r.Vocabulary, r.Length, r.Length/2, maxModulus)
	}
	return nil
}

// Draw draws a row: different tokens, from Length/4 + 1 to Length/2 of them, again and again.
func (r Repeats) Draw(rng *rand.Rand) []int {
	quarter := r.Length / 4
	stretch := rng.Perm(r.Vocabulary)[:quarter+1+rng.IntN(r.Length/2-quarter)]
	row := make([]int, r.Length)
	for i := range row {
		row[i] = stretch[i%len(stretch)]
	}
	return row
}
