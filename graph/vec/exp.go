package vec

import "math"

// shortExp is eˣ to two units in the last place, where math.Exp is plain Go and slow: WebAssembly. With
// k = round(x/ln 2), r = x − k·ln 2 (its high part has zeros at the end, so that k times it is exact) and Taylor's
// sum, |r| ≤ ½ln 2 makes the first term left out r¹⁴/14! < 5e-18. It rounds every operation on its own.
func shortExp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709:
		return math.Exp(x)
	case x < -708:
		return 0
	}
	const (
		shift = 3 << 51 // adding it rounds to a whole number
		high  = 6.93147180369123816490e-01
		low   = 1.90821492927058770002e-10
	)
	t := float64(x*math.Log2E) + shift
	k := t - shift
	r := float64(x-float64(k*high)) - float64(k*low)
	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	a := float64(1+r) + float64(r2*(1./2+float64(r*(1./6))))
	b := (1./24 + float64(r*(1./120))) + float64(r2*(1./720+float64(r*(1./5040))))
	c := (1./40320 + float64(r*(1./362880))) + float64(r2*(1./3628800+float64(r*(1./39916800))))
	d := 1./479001600 + float64(r*(1./6227020800))
	p := a + float64(r4*(b+float64(r4*(c+float64(r4*d)))))
	return p * math.Float64frombits((math.Float64bits(t)+1023)<<52)
}
