package lens

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func random(seed uint64, n int) []float64 {
	rng, v := rand.New(rand.NewPCG(seed, 0)), make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

// waves is an embedding of the numbers modulo p in rings of some frequencies, turned in a
// random basis of width dimensions.
func waves(p, width int, frequencies ...int) []float64 {
	table := make([]float64, p*width)
	for k, f := range frequencies {
		u, v := random(uint64(10*f+1), width), random(uint64(10*f+2), width)
		for t := range p {
			s, c := math.Sincos(2 * math.Pi * float64(f*t) / float64(p))
			for d := range width {
				table[t*width+d] += (c*u[d] + s*v[d]) / float64(k+1)
			}
		}
	}
	return table
}

// A planted ring of frequency 7 comes out as two components of that frequency with all the
// variance; random tables have the circularity of noise.
func TestPlantedRings(t *testing.T) {
	const p = 59
	rings, err := Rings(waves(p, 16, 7), p, 4)
	if err != nil {
		t.Fatal(err)
	}
	if len(rings) != 2 {
		t.Fatalf("%d components, want two", len(rings))
	}
	for _, r := range rings {
		if r.Frequency != 7 || r.Circularity < 1-1e-9 {
			t.Errorf("a component of frequency %d, circularity %v", r.Frequency, r.Circularity)
		}
	}
	spectrum, err := Spectrum(waves(p, 16, 7, 12), p)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for f, share := range spectrum {
		sum += share
		if planted := f+1 == 7 || f+1 == 12; planted != (share > 1e-9) {
			t.Errorf("frequency %d has a share of %v", f+1, share)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("shares sum to %v", sum)
	}
	// Noise: the largest of 29 parts, each 2/58 in the mean and exponential, is (ln 29 + 0.58)/29.
	if rings, err = Rings(random(1, p*128), p, 4); err != nil || Circularity(rings) > 0.3 || Circularity(rings) < 0.05 {
		t.Errorf("a random table has the circularity %v, want that of noise, 0.14: %v", Circularity(rings), err)
	}
}

// The correct logits of a clock know only the sum; those of a pizza the distance: |cos(πfd/p)|
// of it. Gradients of a function of E_a + E_b are equal, those of random directions at odds.
func TestClockAndPizza(t *testing.T) {
	const p = 59
	clock, pizza := make([]float64, p*p), make([]float64, p*p)
	noise := random(3, p)
	for a := range p {
		for b := range p {
			clock[a*p+b] = noise[(a+b)%p]
			for _, f := range []int{3, 10, 17} {
				pizza[a*p+b] += math.Abs(math.Cos(math.Pi * float64(f*(a-b)) / p))
			}
		}
	}
	for want, logits := range map[float64][]float64{1: clock, 0: pizza} {
		if q, err := DistanceIrrelevance(logits, p); err != nil || math.Abs(q-want) > 1e-9 {
			t.Errorf("distance irrelevance %v, want %v: %v", q, want, err)
		}
	}
	if q, err := DistanceIrrelevance(random(5, p*p), p); err != nil || math.Abs(q-1) > 0.05 {
		t.Errorf("noise has an irrelevance of %v, want about 1: %v", q, err)
	}
	var equal, random_ []GradientPair
	for i := range 400 {
		v := random(uint64(i), 64)
		equal = append(equal, GradientPair{v, v})
		random_ = append(random_, GradientPair{v, random(uint64(i+1000), 64)})
	}
	equal = append(equal, GradientPair{make([]float64, 64), make([]float64, 64)})
	if q, left, err := GradientSymmetry(equal); err != nil || left != 1 || math.Abs(q-1) > 1e-9 {
		t.Errorf("equal gradients: %v, %d left out: %v", q, left, err)
	}
	if q, _, err := GradientSymmetry(random_); err != nil || math.Abs(q) > 0.03 {
		t.Errorf("random gradients: %v: %v", q, err)
	}
	for want, f := range map[Algorithm][2]float64{Pizza: {0.99, 0.21}, Clock: {0.5, 0.79}, Neither: {0.99, 0.9}} {
		if got := Verdict(f[0], f[1], false); got != want {
			t.Errorf("%v is %s, want %s", f, got, want)
		}
	}
	if Verdict(0.5, 0.79, true) != Neither {
		t.Error("a verdict on numbers that are concatenated")
	}
}

// Each irrep's own functions, columns of its projector, are pure; energies sum to 1; random
// functions have d²/24 in the mean.
func TestPlantedIrreps(t *testing.T) {
	for k, rho := range S4() {
		f := make([]float64, 24)
		for i, g := range permutations {
			f[i] = float64(rho.characters[class(quotient(g, permutations[5]))])
		}
		e, err := Irreps(f)
		if err != nil || math.Abs(e[k]-1) > 1e-12 {
			t.Errorf("%s: energies %v: %v", rho.Name, e, err)
		}
	}
	mean := make([]float64, 5)
	const trials = 2000
	for i := range trials {
		e, err := Irreps(random(uint64(i), 24))
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for k, v := range e {
			mean[k] += v / trials
			sum += v
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("energies sum to %v", sum)
		}
	}
	for k, rho := range S4() {
		if want := float64(rho.Dim*rho.Dim) / 24; math.Abs(mean[k]-want) > 0.01 {
			t.Errorf("%s: random functions have %v, want %v", rho.Name, mean[k], want)
		}
	}
}

// A channel that single tokens have is told from a normal one; a probe finds what is there
// and nothing in noise; a planted induction head has 1, an even one less.
func TestChannels(t *testing.T) {
	const rows, width = 400, 3
	x := random(7, rows*width)
	y := make([]float64, rows)
	for i := range rows {
		y[i] = 2*x[i*width] - x[i*width+2] + 3
		x[i*width+1] = 0
	}
	x[5*width+1] = 1 // one token alone
	k, err := Kurtosis(x, width)
	if err != nil || k[1] < 300 || math.Abs(k[0]-3) > 1 {
		t.Errorf("kurtosis %v: want 3 for normal channels and %d for that of one token: %v", k, rows, err)
	}
	if r2, err := Probe(x, width, y); err != nil || r2 < 1-1e-9 {
		t.Errorf("a linear function has R² %v: %v", r2, err)
	}
	if r2, err := Probe(x, width, random(8, rows)); err != nil || r2 > 0.03 {
		t.Errorf("noise has R² %v: %v", r2, err)
	}
	tokens := []int{3, 1, 4, 3, 1, 4, 3}
	head, even := make([][]float64, 7), make([][]float64, 7)
	for i := range tokens {
		head[i], even[i] = make([]float64, 7), slices.Repeat([]float64{1.0 / 7}, 7)
		if i >= 3 {
			head[i][i-2] = 1
		} else {
			head[i][0] = 1
		}
	}
	if s, err := Induction(head, tokens); err != nil || s != 1 {
		t.Errorf("a planted induction head has %v: %v", s, err)
	}
	if s, err := Induction(even, tokens); err != nil || math.Abs(s-1.0/7) > 1e-12 {
		t.Errorf("even attention has %v: %v", s, err)
	}
}

// A probe of classes finds those that two columns part, and of labels dealt at random no more
// than the most frequent has; a channel that says the class has η² 1, noise that of chance.
func TestClassProbe(t *testing.T) {
	const rows, width, classes = 600, 3, 4
	x, labels := random(9, rows*width), make([]int, rows)
	for i := range labels {
		if x[i*width] > 0 {
			labels[i] = 1
		}
		if x[i*width+2] > 0 {
			labels[i] += 2
		}
	}
	if share, err := ClassProbe(x, width, labels, classes); err != nil || share < 0.8 {
		t.Errorf("classes that lines part are found in %v of rows: %v", share, err)
	}
	dealt := make([]int, rows)
	for i := range dealt {
		dealt[i] = labels[(7*i+3)%rows]
	}
	if share, err := ClassProbe(x, width, dealt, classes); err != nil || share > 0.4 {
		t.Errorf("labels dealt at random are found in %v of rows: %v", share, err)
	}
	says := make([]float64, rows)
	for i, c := range labels {
		says[i] = float64(c * c)
	}
	if eta, err := Between(says, labels, classes); err != nil || math.Abs(eta-1) > 1e-12 {
		t.Errorf("a channel that says the class has %v: %v", eta, err)
	}
	if eta, err := Between(random(10, rows), labels, classes); err != nil || eta > 0.03 {
		t.Errorf("noise has %v, want about %v: %v", eta, 3.0/(rows-1), err)
	}
	if eta, err := Between(make([]float64, rows), labels, classes); err != nil || eta != 0 {
		t.Errorf("equal numbers have %v: %v", eta, err)
	}
}

// What can't be looked at is an error, and no panic.
func TestLensErrors(t *testing.T) {
	nan := slices.Repeat([]float64{math.NaN()}, 24)
	for name, err := range map[string]error{
		"even p":         second(Rings(make([]float64, 8), 4, 2)),
		"ragged":         second(Spectrum(make([]float64, 7), 3)),
		"NaN":            second(Spectrum(nan[:9], 3)),
		"no spread":      second(DistanceIrrelevance(make([]float64, 9), 3)),
		"few logits":     second(DistanceIrrelevance(make([]float64, 8), 3)),
		"zero function":  second(Irreps(make([]float64, 24))),
		"NaN function":   second(Irreps(nan)),
		"few values":     second(Irreps(make([]float64, 23))),
		"no rows":        second(Kurtosis(make([]float64, 5), 3)),
		"few answers":    second(Probe(make([]float64, 6), 3, make([]float64, 2))),
		"equal answers":  second(Probe(random(1, 40), 2, make([]float64, 20))),
		"few rows":       second(ClassProbe(make([]float64, 6), 3, make([]int, 2), 2)),
		"no class":       second(ClassProbe(random(1, 40), 2, slices.Repeat([]int{2}, 20), 2)),
		"no classes":     second(Between([]float64{1}, []int{0}, -1)),
		"other rows":     second(Between([]float64{1}, nil, 1)),
		"nothing again":  second(Induction([][]float64{{1}}, []int{2})),
		"ragged pattern": second(Induction([][]float64{{1}, {1}}, []int{2, 2})),
	} {
		if err == nil {
			t.Errorf("%s: there is no error", name)
		}
	}
	if _, _, err := GradientSymmetry([]GradientPair{{[]float64{0}, []float64{0}}}); err == nil {
		t.Error("gradients of 0 have a symmetry")
	}
	if _, _, err := GradientSymmetry([]GradientPair{{[]float64{0}, nil}}); err == nil {
		t.Error("ragged gradients have a symmetry")
	}
}

func second[T any](_ T, err error) error { return err }
