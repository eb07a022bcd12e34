package measure

import (
	"math"
	"strconv"
	"strings"
)

// Format writes a figure with three digits: 0.00123 as 1.23e-3; from 100 on with one
// decimal.
func Format(v float64) string {
	switch size := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case size != 0 && size < 0.01 || size >= 1e5:
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
		n, err := strconv.Atoi(exponent)
		if err != nil {
			return strconv.FormatFloat(v, 'g', 3, 64) // an infinity
		}
		return mantissa + "e" + strconv.Itoa(n)
	case size >= 100:
		return strconv.FormatFloat(math.Round(10*v)/10, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// FormatP writes a probability with two digits.
func FormatP(p float64) string {
	if p < 1e-4 {
		return strconv.FormatFloat(p, 'e', 0, 64)
	}
	return strconv.FormatFloat(p, 'g', 2, 64)
}
