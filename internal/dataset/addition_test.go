package dataset

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The pairs are Python's: random.Random(2025).randint(0, 9_999_999_999), twice each.
func TestAdderBoardsPairs(t *testing.T) {
	pairs := AdderBoard()
	if len(pairs) != 10010 {
		t.Fatalf("%d pairs", len(pairs))
	}
	for i, want := range map[int][2]uint64{10: {2395527356, 9334186774}, 11: {4296888873, 8475224721}, 5000: {418139412, 833656338}, 10009: {4210807827, 8038206893}} {
		if pairs[i] != want {
			t.Errorf("pair %d is %v, want %v", i, pairs[i], want)
		}
	}
}

func TestAdditionRow(t *testing.T) {
	if row := (Addition{Digits: 3}).Row(975, 28); !slices.Equal(row, []int{5, 7, 9, 10, 8, 2, 0, 11, 3, 0, 0, 1}) {
		t.Errorf("975 + 28 is %v", row)
	}
}

// Numbers have their digits, and drawn for their carries most sums hand one on over several.
func TestDrawCarries(t *testing.T) {
	s, rng := Addition{Digits: 10}, rand.New(rand.NewPCG(1, 2))
	long := map[bool]int{}
	for range 2000 {
		for _, carries := range []bool{false, true} {
			draw := s.Draw
			if carries {
				draw = s.DrawCarries
			}
			a, b := draw(rng)
			if a >= power(10) || b >= power(10) {
				t.Fatalf("%d and %d have more than ten digits", a, b)
			}
			if longestChain(a, b, 10) >= 5 {
				long[carries]++
			}
		}
	}
	if long[true] < 10*long[false] || long[true] < 200 {
		t.Errorf("of 2000 sums, chains over five digits are in %d drawn for them and %d others", long[true], long[false])
	}
}

// longestChain is over how many digits a carry is handed on.
func longestChain(a, b uint64, digits int) (most int) {
	carry, run := false, 0
	for range digits {
		x := a%10 + b%10
		switch {
		case x >= 10:
			carry, run = true, 0
		case x == 9 && carry:
			run++
		default:
			carry, run = false, 0
		}
		most, a, b = max(most, run), a/10, b/10
	}
	return most
}
