package dataset

import (
	"fmt"
	"slices"
)

// Sorting is all rows of a few letters, with the same letters in order behind them: the task of
// minGPT's demo and of the model gpt-nano-sort, six letters of three kinds.
type Sorting struct {
	Letters int // in a row
	Kinds   int
}

// mostSorted bounds the number of all rows.
const mostSorted = 1 << 18

// Rows is the number of all rows, Kinds^Letters.
func (s Sorting) Rows() (int, error) {
	n := 1
	for range s.Letters {
		if n *= s.Kinds; n > mostSorted {
			break
		}
	}
	if s.Letters < 2 || s.Kinds < 2 || n > mostSorted {
		return 0, fmt.Errorf("rows of %d letters of %d kinds: choose at least 2 of each, and at most %d rows in all", s.Letters, s.Kinds, mostSorted)
	}
	return n, nil
}

// Row is row i of all: letters, then the same in order.
func (s Sorting) Row(i int) []int {
	row := make([]int, s.Letters, 2*s.Letters)
	for k := range row {
		row[k], i = i%s.Kinds, i/s.Kinds
	}
	return append(row, slices.Sorted(slices.Values(row))...)
}
