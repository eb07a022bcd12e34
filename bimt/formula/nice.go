package formula

import (
	"math"
	"strconv"
)

// fraction is p/q · π^k, or the square root of that: the constants that formulas are made of.
type fraction struct {
	p, q, k int
	root    bool
}

func (f fraction) value() float64 {
	switch {
	case f.root:
		f.root = false
		return math.Sqrt(f.value())
	case f.k > 0:
		return float64(f.p) * math.Pow(math.Pi, float64(f.k)) / float64(f.q)
	case f.k < 0:
		return float64(f.p) / (float64(f.q) * math.Pow(math.Pi, float64(-f.k)))
	}
	return float64(f.p) / float64(f.q)
}

// plain is bits without the price of π and of a root.
func (f fraction) plain() float64 { return fraction{p: f.p, q: f.q}.bits() }

// bits is a price that grows with what must be written.
func (f fraction) bits() float64 {
	b := math.Log2(float64(f.p)) + 1.5*math.Log2(float64(f.q)) + 3*math.Abs(float64(f.k))
	if f.k != 0 {
		b++
	}
	if f.root {
		b += 3
	}
	return b
}

const (
	maxP  = 64
	maxQ  = 32
	maxPi = 2
	// maxWithPi keeps out accidents such as 22/7 · 1/π.
	maxWithPi = 20
)

// fractions are p/q·π^k within tolerance of v > 0, in lowest terms.
func fractions(v, tolerance float64) []fraction {
	var near []fraction
	for k := -maxPi; k <= maxPi; k++ {
		for q := 1; q <= maxQ; q++ {
			p := int(math.Round(v * float64(q) / math.Pow(math.Pi, float64(k))))
			f := fraction{p: p, q: q, k: k}
			if p < 1 || p > maxP && !(q == 1 && k == 0) || k != 0 && max(p, q) > maxWithPi || gcd(p, q) > 1 {
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

// roots are √(p/q·π^k) within tolerance of v > 0, of small p and q.
func roots(v, tolerance float64) []fraction {
	var near []fraction
	for _, f := range fractions(v*v, 2*v*tolerance) {
		if f.p <= 8 && f.q <= 8 && f.p*f.q > 1-abs(f.k) && abs(f.k) <= 1 && !(f.k == 0 && square(f.p) && square(f.q)) {
			f.root = true
			near = append(near, f)
		}
	}
	return near
}

func abs(n int) int { return max(n, -n) }

func square(n int) bool {
	r := int(math.Round(math.Sqrt(float64(n))))
	return r*r == n
}

// nice is the fraction that a number is, to the last bits; whole numbers and short decimals are none.
func nice(v float64) (fraction, bool) {
	a := math.Abs(v)
	if a == 0 || !finite(v) || a > 1e4 || a < 1e-4 || len(strconv.FormatFloat(a, 'g', -1, 64)) < 8 {
		return fraction{}, false
	}
	best, ok := fraction{}, false
	for _, f := range append(fractions(a, 4e-16*a), roots(a, 4e-16*a)...) {
		if !ok || f.bits() < best.bits() {
			best, ok = f, true
		}
	}
	return best, ok
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
