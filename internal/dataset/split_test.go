package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func TestSplit(t *testing.T) {
	tests := []struct {
		n        int
		fraction float64
		train    int
	}{{10, 0.8, 8}, {3481, 0.8, 2784}, {2, 0.9, 1}, {2, 0.01, 1}, {576, 0.8, 460}, {100, 0.29, 29}}
	for _, tt := range tests {
		train, test, err := Split(newRand(1), tt.n, tt.fraction)
		if err != nil {
			t.Fatal(err)
		}
		if len(train) != tt.train || len(train)+len(test) != tt.n {
			t.Errorf("Split(%d, %v): %d + %d rows, want %d for training", tt.n, tt.fraction, len(train), len(test), tt.train)
		}
		seen := make([]bool, tt.n)
		for _, r := range append(append([]int{}, train...), test...) {
			if seen[r] {
				t.Fatalf("row %d dealt twice", r)
			}
			seen[r] = true
		}
	}
	a, _, _ := Split(newRand(1), 100, 0.5)
	b, _, _ := Split(newRand(1), 100, 0.5)
	c, _, _ := Split(newRand(2), 100, 0.5)
	if fmt.Sprint(a) != fmt.Sprint(b) || fmt.Sprint(a) == fmt.Sprint(c) {
		t.Error("the seed does not decide the split")
	}
	for _, f := range []float64{0, 1, -0.1, 2, math.NaN()} {
		if _, _, err := Split(newRand(1), 10, f); err == nil {
			t.Errorf("fraction %v: no error", f)
		}
	}
	if _, _, err := Split(newRand(1), 1, 0.5); err == nil {
		t.Error("one row: no error")
	}
}
