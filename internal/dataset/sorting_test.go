package dataset

import (
	"fmt"
	"slices"
	"testing"
)

func TestSortingHasAllRows(t *testing.T) {
	s := Sorting{Letters: 6, Kinds: 3}
	n, err := s.Rows()
	if err != nil || n != 729 {
		t.Fatalf("%d rows, %v", n, err)
	}
	seen := map[string]bool{}
	for i := range n {
		row := s.Row(i)
		seen[fmt.Sprint(row[:6])] = true
		if !slices.IsSorted(row[6:]) || !slices.Equal(slices.Sorted(slices.Values(row[:6])), row[6:]) {
			t.Fatalf("row %d is %v", i, row)
		}
	}
	if len(seen) != n {
		t.Errorf("%d different rows", len(seen))
	}
	for _, s := range []Sorting{{1, 3}, {3, 1}, {40, 10}, {-1, 3}} {
		if _, err := s.Rows(); err == nil {
			t.Errorf("%+v passes", s)
		}
	}
}
