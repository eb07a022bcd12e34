package dataset

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext/prng"
)

// Addition is sums of two numbers written digit by digit, the least significant first, as
// AdderBoard has them (github.com/anadim/AdderBoard, smallest transformers that add):
//
//	a₀ a₁ … + b₀ b₁ … = s₀ s₁ … s_digits
//
// Digits are the tokens 0 to 9.
type Addition struct {
	Digits int // of each number
}

// The tokens that are no digits.
const (
	PlusToken   = 10
	EqualsToken = 11
)

// mostDigits is the most digits of a number: their sum is a uint64.
const mostDigits = 18

// Check reports sums that can't be.
func (s Addition) Check() error {
	if s.Digits < 1 || s.Digits > mostDigits {
		return fmt.Errorf("sums of numbers of %d digits: choose from 1 to %d", s.Digits, mostDigits)
	}
	return nil
}

// Row is the tokens of a + b, 3·Digits + 3 of them, of which the last Digits + 1 are the sum.
func (s Addition) Row(a, b uint64) []int {
	row := make([]int, 0, 3*s.Digits+3)
	digits := func(v uint64, n int) {
		for range n {
			row, v = append(row, int(v%10)), v/10
		}
	}
	digits(a, s.Digits)
	row = append(row, PlusToken)
	digits(b, s.Digits)
	row = append(row, EqualsToken)
	digits(a+b, s.Digits+1)
	return row
}

// Draw draws two numbers, all pairs alike.
func (s Addition) Draw(rng *rand.Rand) (a, b uint64) {
	return rng.Uint64N(power(s.Digits)), rng.Uint64N(power(s.Digits))
}

// DrawCarries draws two numbers whose sum hands a carry on over many digits: one begins at a
// random digit, and the pairs that follow add up to 9, over any number of them; all other digits
// are as in plain draws, of which one in a million carries over ten.
func (s Addition) DrawCarries(rng *rand.Rand) (a, b uint64) {
	begin := rng.IntN(s.Digits)
	end := begin + rng.IntN(s.Digits-begin)
	for i := s.Digits - 1; i >= 0; i-- { // the highest first
		x, y := rng.Uint64N(10), rng.Uint64N(10)
		switch {
		case i == begin:
			x = 1 + rng.Uint64N(9)
			y = 10 - x + rng.Uint64N(x)
		case begin < i && i <= end:
			y = 9 - x
		}
		a, b = 10*a+x, 10*b+y
	}
	return a, b
}

func power(digits int) uint64 {
	n := uint64(1)
	for range digits {
		n *= 10
	}
	return n
}

// AdderBoard is the 10,010 pairs of ten digits that AdderBoard tests on: ten chosen ones, one of
// them twice, and 10,000 that Python's random.Random(2025).randint draws (verify.py at commit
// 525088b).
func AdderBoard() [][2]uint64 {
	const most = 9_999_999_999
	pairs := [][2]uint64{
		{0, 0}, {0, 1}, {most, 0}, {most, 1}, {most, most}, {5_000_000_000, 5_000_000_000},
		{1_111_111_111, 8_888_888_889}, {1_234_567_890, 9_876_543_210}, {most, most}, {1, most},
	}
	twister := prng.NewMT19937()
	twister.SeedFromKeys([]uint32{2025}) // as Python seeds by a number
	for range 10_000 {
		a := pythonBelow(twister, most+1)
		pairs = append(pairs, [2]uint64{a, pythonBelow(twister, most+1)})
	}
	return pairs
}

// pythonBelow is Python's Random._randbelow for an n of 33 to 64 bits: as many bits as n has,
// the lower 32 first, drawn again until they are below n.
func pythonBelow(twister *prng.MT19937, n uint64) uint64 {
	bits := 0
	for v := n; v > 0; v >>= 1 {
		bits++
	}
	for {
		low := uint64(twister.Uint32())
		if v := low | uint64(twister.Uint32())>>(64-bits)<<32; v < n {
			return v
		}
	}
}
