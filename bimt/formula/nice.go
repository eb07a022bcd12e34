package formula

import (
	"math"
	"strconv"
)

// fraction is p/q · π^k: the constants that formulas are made of.
type fraction struct{ p, q, k int }

func (f fraction) value() float64 {
	switch {
	case f.k > 0:
		return float64(f.p) * math.Pow(math.Pi, float64(f.k)) / float64(f.q)
	case f.k < 0:
		return float64(f.p) / (float64(f.q) * math.Pow(math.Pi, float64(-f.k)))
	}
	return float64(f.p) / float64(f.q)
}

// bits is a price that grows with what must be written.
func (f fraction) bits() float64 {
	b := math.Log2(float64(f.p)) + 1.5*math.Log2(float64(f.q)) + 3*math.Abs(float64(f.k))
	if f.k != 0 {
		b++
	}
	return b
}

const (
	maxP  = 64
	maxQ  = 32
	maxPi = 2
)

// fractions are p/q·π^k within tolerance of v > 0, in lowest terms.
func fractions(v, tolerance float64) []fraction {
	var near []fraction
	for k := -maxPi; k <= maxPi; k++ {
		for q := 1; q <= maxQ; q++ {
			p := int(math.Round(v * float64(q) / math.Pow(math.Pi, float64(k))))
			f := fraction{p, q, k}
			if p < 1 || p > maxP && !(q == 1 && k == 0) || gcd(p, q) > 1 {
				continue
			}
			if math.Abs(f.value()-v) <= tolerance {
				near = append(near, f)
			}
		}
	}
	return near
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// nice is the fraction that a number is, to the last bits; whole numbers and short decimals are none.
func nice(v float64) (fraction, bool) {
	a := math.Abs(v)
	if a == 0 || !finite(v) || a > 1e4 || a < 1e-4 || len(strconv.FormatFloat(a, 'g', -1, 64)) < 8 {
		return fraction{}, false
	}
	best, ok := fraction{}, false
	for _, f := range fractions(a, 4e-16*a) {
		if !ok || f.bits() < best.bits() {
			best, ok = f, true
		}
	}
	return best, ok
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
