package vec

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

// every runs f with each set of passes of this machine.
func every(t *testing.T, f func(t *testing.T)) {
	defer func(a *ops[float64], b *ops[float32]) { best64, best32 = a, b }(best64, best32)
	for i := range sets64 {
		best64, best32 = sets64[i], sets32[i]
		t.Run(best64.name, f)
	}
}

// awkward numbers come before random ones.
var awkward = []float64{0, math.Copysign(0, -1), 1, -1, 5e-324, -5e-324, 1e-310, 1e-40, -1e-40, 1e-20, -1e-8, 0.5, -0.25, 20, -22, 44, -44.1,
	64, -64.5, 87, -87.4, 88.8, 89, -103.3, -104, -105, 708.9, 709.79, 710, -708.4, -709.79, -744.4, -745.2, -746, -750,
	1e5, -1e5, 1e38, 1e200, -1e200, 1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}

func inputs[T Float](n int, spread float64) []T {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]T, n)
	for i := range x {
		if i < len(awkward) {
			x[i] = T(awkward[i])
		} else {
			x[i] = T(r.NormFloat64() * spread)
		}
	}
	return x
}

// ulps is the distance of got from want in units of want's last place; equal infinities and NaN are 0 apart.
func ulps[T Float](got T, want float64) float64 {
	w := T(want)
	smallest := 0x1p-1022
	if unsafe.Sizeof(w) == 4 {
		smallest = 0x1p-118 // of float32, times |x|
	}
	switch {
	case w != w || got != got:
		if (w != w) == (got != got) {
			return 0
		}
		return math.Inf(1)
	case got == w:
		return 0
	case math.Abs(want) < smallest && math.Abs(float64(got)) < smallest:
		return 0 // σ may be 0 where e⁻ˣ overflows
	case math.IsInf(float64(w), 0) || math.IsInf(float64(got), 0):
		return math.Inf(1)
	}
	var place float64
	if x, ok := any(w).(float32); ok {
		x = max(float32(math.Abs(float64(x))), 0x1p-126)
		place = float64(math.Nextafter32(x, math.MaxFloat32) - x)
	} else {
		x := max(math.Abs(float64(w)), 0x1p-1022)
		place = math.Nextafter(x, math.Inf(1)) - x
	}
	return math.Abs(float64(got)-want) / place
}

type pass[T Float] func(h, dh, z []T)

// activations names each with its value and derivative in float64, and bounds: of the value in ulps,
// of the derivative relative to 1, in units of the type's precision. Tails of GELU are as exact as their exponent
// 2u is, whose rounding any form magnifies: cond times |2u| ulp more.
func activations[T Float]() map[string]struct {
	pass         pass[T]
	f, df        func(float64) float64
	value, slope float64
	cond         float64
} {
	sig := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	type row = struct {
		pass         pass[T]
		f, df        func(float64) float64
		value, slope float64
		cond         float64
	}
	return map[string]row{
		"tanh": {Tanh[T], math.Tanh, func(x float64) float64 { t := math.Tanh(x); return 1 - t*t }, 4, 8, 0},
		"silu": {SiLU[T], func(x float64) float64 { return x * sig(x) }, func(x float64) float64 { return sig(x) * (1 + x*(1-sig(x))) }, 4, 8, 0},
		"gelu": {GELUTanh[T], gelu, geluSlope, 4, 64, 4},
		"relu": {ReLU[T], func(x float64) float64 { return max(x, 0) }, func(x float64) float64 {
			if x > 0 {
				return 1
			}
			return 0
		}, 0, 0, 0},
	}
}

func gelu(x float64) float64 {
	v := min(max(x, -64), 64)
	return x / (1 + math.Exp(-2*geluBeta*(v+geluKappa*v*v*v)))
}

// condition is |2u|, by which GELU multiplies the relative error of its exponent, as far as the result is not 0.
func condition(x float64) float64 {
	if x != x {
		return 0
	}
	x = min(math.Abs(x), 64)
	return 2 * geluBeta * (x + geluKappa*x*x*x)
}

func geluSlope(x float64) float64 {
	v := min(max(x, -64), 64)
	s := 1 / (1 + math.Exp(-2*geluBeta*(v+geluKappa*v*v*v)))
	return s + v*s*(1-s)*2*geluBeta*(1+3*geluKappa*v*v)
}

func testActivations[T Float](t *testing.T, eps float64) {
	every(t, func(t *testing.T) {
		for name, a := range activations[T]() {
			worst, worstSlope := 0., 0.
			for _, spread := range []float64{0.3, 3, 30, 300} {
				z := inputs[T](2000, spread)
				h, dh := make([]T, len(z)), make([]T, len(z))
				a.pass(h, dh, z)
				for i, x := range z {
					u := ulps(h[i], a.f(float64(x)))
					worst = max(worst, u)
					if u > a.value+a.cond*condition(float64(x)) {
						t.Errorf("%s(%v) = %v, want %v: %.3g ulp", name, x, h[i], a.f(float64(x)), u)
					}
					want := a.df(float64(x))
					d := math.Abs(float64(dh[i])-want) / eps
					if math.IsNaN(want) != math.IsNaN(float64(dh[i])) || d > a.slope {
						t.Errorf("%s'(%v) = %v, want %v", name, x, dh[i], want)
					}
					if d == d {
						worstSlope = max(worstSlope, d)
					}
				}
			}
			t.Logf("%-8s value within %.2f ulp, derivative within %.2f eps", name, worst, worstSlope)
		}
	})
}

func TestActivations64(t *testing.T) { testActivations[float64](t, 0x1p-52) }
func TestActivations32(t *testing.T) { testActivations[float32](t, 0x1p-23) }

// Any length: nothing is written beyond it, an element does not depend on its place,
// dh may be nil, and h or dh may be z.
func testLengths[T Float](t *testing.T) {
	every(t, func(t *testing.T) {
		for name, a := range activations[T]() {
			for n := range 40 {
				z := inputs[T](100, 2)[60-n:][:n]
				h, dh := slices.Repeat([]T{7}, n+9), slices.Repeat([]T{7}, n+9)
				a.pass(h[:n], dh[:n], z)
				for i := range n {
					one, slope := []T{0}, []T{7}
					a.pass(one, slope, z[i:i+1])
					if !same(one, h[i:i+1]) || !same(slope, dh[i:i+1]) {
						t.Fatalf("%s, length %d: element %d depends on its place", name, n, i)
					}
				}
				if slices.ContainsFunc(append(h[n:], dh[n:]...), func(x T) bool { return x != 7 }) {
					t.Fatalf("%s wrote beyond length %d", name, n)
				}
				in := slices.Clone(z)
				a.pass(in, nil, in)
				if !same(in, h[:n]) {
					t.Fatalf("%s in place, length %d, without derivative: other values", name, n)
				}
			}
		}
	})
}

func TestLengths64(t *testing.T) { testLengths[float64](t) }
func TestLengths32(t *testing.T) { testLengths[float32](t) }

// same compares bits, but takes all NaN for one and −0 for 0.
func same[T Float](a, b []T) bool {
	return slices.EqualFunc(a, b, func(x, y T) bool { return x == y || x != x && y != y })
}

func testAgainstPlain[T Float](t *testing.T) {
	p := plain[T]()
	every(t, func(t *testing.T) {
		for n := range 150 {
			x, y, w := inputs[T](n+60, 1)[60:], inputs[T](n+61, 1)[61:], inputs[T](n, 1)
			check := func(name string, got, want []T) {
				t.Helper()
				if !same(got, want) {
					t.Fatalf("%s of %d: %v, want %v", name, n, got, want)
				}
			}
			both := func(name string, f, g func(out []T)) {
				t.Helper()
				a, b := slices.Clone(w), slices.Clone(w)
				f(a)
				g(b)
				check(name, a, b)
			}
			both("mul", func(o []T) { Mul(o, w, y) }, func(o []T) { p.mul(o, w, y) })
			both("add", func(o []T) { Add(o, w, y) }, func(o []T) { p.add(o, w, y) })
			both("axpy", func(o []T) { Axpy(1.5, x, o) }, func(o []T) { p.axpy(1.5, x, o) })
			both("abs grad", func(o []T) { AbsWeightedGrad(o, w, y, 0.3, 0.7, 0.2) }, func(o []T) { p.absGrad(o, w, y, 0.3, 0.7, 0.2) })
			both("softmax gradient", func(o []T) { use[T]().softmaxGrad(o, w, y, 0.3, 0.7) }, func(o []T) { p.softmaxGrad(o, w, y, 0.3, 0.7) })
			terms := T(n+1) * 4
			for name, v := range map[string][2]T{"sum": {Sum(x), p.sum(x)}, "dot": {Dot(x, y), p.dot(x, y)},
				"cost": {AbsWeightedSum(x, y, 2, 0.5), p.absSum(x, y, 2, 0.5)}} {
				if d := math.Abs(float64(v[0] - v[1])); !(d <= float64(terms)*1e-6) || ulps(T(1)+T(d), 1) > float64(terms) {
					t.Fatalf("%s of %d: %v, want %v", name, n, v[0], v[1])
				}
			}
		}
	})
}

func TestAgainstPlain64(t *testing.T) { testAgainstPlain[float64](t) }
func TestAgainstPlain32(t *testing.T) { testAgainstPlain[float32](t) }

func testColumns[T Float](t *testing.T) {
	every(t, func(t *testing.T) {
		for _, rows := range []int{0, 1, 2, 7} {
			for cols := range 75 {
				a, b := inputs[T](rows*cols+60, 1)[60:], inputs[T](cols+60, 1)[60:]
				got, want := slices.Repeat([]T{3}, cols+1), slices.Repeat([]T{3}, cols+1)
				ColSums(got, a, rows, cols)
				plainColSums(want[:cols], a, rows)
				if !slices.Equal(got, want) {
					t.Fatalf("ColSums %d×%d: %v, want %v", rows, cols, got, want)
				}
				z, zw := append(slices.Clone(a), 3), append(slices.Clone(a), 3)
				AddBias(z, rows, cols, b)
				plainAddBias(b, zw, rows)
				if !slices.Equal(z, zw) {
					t.Fatalf("AddBias %d×%d: %v, want %v", rows, cols, z, zw)
				}
			}
		}
	})
}

func TestColumns64(t *testing.T) { testColumns[float64](t) }
func TestColumns32(t *testing.T) { testColumns[float32](t) }
