package table

import (
	"fmt"
	"math"
	"slices"
)

// Constant reports values that differ by no more than rounding, and says so in
// words for the user:
//
//	max − min ≤ 8 · 2⁻⁵² · max(|min|, |max|, size)
//
// What a network computes with has numbers of about some size; where the values are
// not standardised this is 1, and 1e-30·x is constant beside it. With size 0 the
// values are compared with themselves alone, and 1e-30·x is not constant. Eight
// roundings are what a mean of many values may be off by.
//
// R² = 1 − Σ(y−ŷ)²/Σ(y−ȳ)² has no meaning for values that are constant so: its
// denominator is rounding.
//
// No values are constant; NaN and infinite ones are not.
func Constant(values []float64, size float64) (reason string, constant bool) {
	if len(values) == 0 {
		return "there are no values", true
	}
	least, most := slices.Min(values), slices.Max(values)
	switch {
	case !isConstant(least, most, size):
		return "", false
	case least == most:
		return fmt.Sprintf("all values are %.4g", least), true
	}
	return fmt.Sprintf("the values differ by %.2g, no more than the rounding of numbers of about %.2g",
		most-least, max(math.Abs(least), math.Abs(most), size)), true
}

// isConstant is Constant for values from least to most.
func isConstant(least, most, size float64) bool {
	const rounding = 8 * 0x1p-52
	spread := most - least
	return !math.IsInf(spread, 0) && spread <= rounding*max(math.Abs(least), math.Abs(most), size)
}
