package formula

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The gradient by the free numbers is that of finite differences, for every function.
func TestGradient(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, name := range Functions() {
		e := Add(Mul(parameter(0.7), Apply(name, Add(Mul(parameter(0.4), Var("x")), parameter(0.1)))), Pow(Var("x"), parameter(1.3)), Div(parameter(2), Var("x")))
		p := e.params()
		for range 5 {
			row := []float64{0.2 + r.Float64()}
			f, err := e.Compile([]string{"x"})
			if err != nil {
				t.Fatal(err)
			}
			f.Eval(row)
			g := make([]float64, len(p))
			f.gradient(g)
			for k := range p {
				const h = 1e-6
				at := func(d float64) float64 {
					q := append([]float64(nil), p...)
					q[k] += d
					f.set(q)
					return f.Eval(row)
				}
				if want := (at(h) - at(-h)) / (2 * h); math.Abs(g[k]-want) > 1e-7*(1+math.Abs(want)) {
					t.Errorf("%s: derivative %d is %v, differences give %v", name, k, g[k], want)
				}
			}
		}
	}
}

// A fit finds the constants of a curve, and deviations that are those of repeated noise.
func TestFit(t *testing.T) {
	start := Add(Mul(parameter(1), Apply("exp", Mul(parameter(-1), Var("x")))), parameter(0))
	want := []float64{3, -0.5, 1}
	estimates := make([][]float64, 3)
	var last fitted
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		var x [][]float64
		var y []float64
		for i := range 200 {
			v := 0.03 * float64(i)
			x, y = append(x, []float64{v}), append(y, 3*math.Exp(-0.5*v)+1+0.05*r.NormFloat64())
		}
		f, err := fit(start, []string{"x"}, x, y, 50, 1e-12)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range f.e.params() {
			estimates[k] = append(estimates[k], v)
		}
		last = f
	}
	for k := range want {
		average, norm := center(estimates[k])
		sd := norm / math.Sqrt(float64(len(estimates[k])-1))
		if math.Abs(average-want[k]) > 4*sd/math.Sqrt(60) {
			t.Errorf("constant %d is %v on average, want %v", k, average, want[k])
		}
		if ratio := last.sd[k] / sd; ratio < 0.7 || ratio > 1.4 {
			t.Errorf("constant %d: the deviation is said to be %v, it is %v", k, last.sd[k], sd)
		}
	}
}

func TestFractions(t *testing.T) {
	for v, want := range map[float64]string{1.0 / 3: "1/3", math.Pi / 2: "π/2", 3 / (4 * math.Pi): "3/(4·π)", 2 * math.Pi * math.Pi: "2·π²", math.Sqrt2: "√2", 1 / math.Sqrt(2*math.Pi): "√(1/(2·π))", 0.333: "0.333", 2.718281828459045: "2.718281828459045"} {
		if got := Num(v).String(); got != want {
			t.Errorf("%v is printed %s, want %s", v, got, want)
		}
		if back, err := Parse(want); err != nil || math.Abs(back.Value-v) > 4e-16*v {
			t.Errorf("%s reads as %v, %v", want, back, err)
		}
	}
}

// A constant goes to the simple number that it is, and not to one that the data refute.
func TestSnap(t *testing.T) {
	for _, c := range []struct {
		slope, offset float64
		want          string
	}{{0.5, 0, "0.5·x"}, {math.Pi, 1, "π·x + 1"}, {0.123456, 0, "0.12346·x"}} {
		r := rand.New(rand.NewPCG(3, 3))
		var x [][]float64
		var y []float64
		for range 2000 {
			v := r.Float64()
			x, y = append(x, []float64{v}), append(y, c.slope*v+c.offset+1e-4*r.NormFloat64())
		}
		f, err := fit(Add(Mul(parameter(1), Var("x")), parameter(0)), []string{"x"}, x, y, 20, 1e-12)
		if err != nil {
			t.Fatal(err)
		}
		if f, err = snap(f, []string{"x"}, x, y, 1e-20, 1); err != nil {
			t.Fatal(err)
		}
		want, err := Parse(c.want)
		if err != nil {
			t.Fatal(err)
		}
		got := f.e.settled()
		if d := got.Round(3).String(); d != want.Round(3).String() {
			t.Errorf("%v·x + %v is called %s, want %s", c.slope, c.offset, got, c.want)
		}
	}
}
