package stats

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Hamilton depression scale factors of nine patients before and after treatment: M. Hollander and D. A. Wolfe,
// "Nonparametric Statistical Methods" (1973), p. 29f; the example of R's help page of wilcox.test.
var (
	before = []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	after  = []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
)

func Example() {
	t, err := Wilcoxon(before, after)
	fmt.Printf("V = %v, P = %.4f of at least %.4f, %v\n", t.Statistic, t.P, t.LeastP, err)
	// Output:
	// V = 40, P = 0.0391 of at least 0.0039, <nil>
}

func TestQuantiles(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ x, want []float64 }{ // min, Q1, median, Q3, max, as R's quantile has them
		{[]float64{5}, []float64{5, 5, 5, 5, 5}},
		{[]float64{2, 1}, []float64{1, 1.25, 1.5, 1.75, 2}},
		{[]float64{3, 1, 2}, []float64{1, 1.5, 2, 2.5, 3}},
		{[]float64{4, 3, 2, 1}, []float64{1, 1.75, 2.5, 3.25, 4}},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []float64{1, 3.25, 5.5, 7.75, 10}},
		{[]float64{1, 2, inf}, []float64{1, 1.5, 2, inf, inf}},
		{[]float64{inf, inf}, []float64{inf, inf, inf, inf, inf}},
		{[]float64{-math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}, []float64{-math.MaxFloat64, 0, math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}},
		{[]float64{1, nan, 2}, []float64{nan, nan, nan, nan, nan}},
		{nil, []float64{nan, nan, nan, nan, nan}},
	} {
		original := slices.Clone(c.x)
		s := Summarize(c.x)
		got := []float64{s.Min, s.Q1, s.Median, s.Q3, s.Max}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || s.N != len(c.x) {
			t.Errorf("%v: %v, want %v", c.x, got, c.want)
		}
		if fmt.Sprint(c.x) != fmt.Sprint(original) {
			t.Errorf("%v: the input was %v", c.x, original)
		}
	}
	if s := Summarize([]float64{1, 2, 3, 4}); s.Spread() != 1.5 {
		t.Errorf("spread %v, want 1.5", s.Spread())
	}
	for _, p := range []float64{-0.1, 1.1, nan} {
		if got := Quantile([]float64{1, 2}, p); !math.IsNaN(got) {
			t.Errorf("Quantile(%v) = %v, want NaN", p, got)
		}
	}
}

func TestKnownTests(t *testing.T) {
	ten := []float64{-1, -2, -5, 3, 4, 6, 7, 8, 9, 10} // V = 47, the table's two-sided 5 % point for n = 10 (T = 8)
	for _, c := range []struct {
		name           string
		a, b           []float64
		statistic, p   float64
		zeros, n, more int
	}{
		{"depression", before, after, 40, 20.0 / 512, 0, 9, 7},
		{"T = 8 of 10", ten, make([]float64, 10), 47, 50.0 / 1024, 0, 10, 7},
		{"all above", []float64{2, 3, 5, 9}, []float64{1, 1, 1, 1}, 10, 2.0 / 16, 0, 4, 4},
		{"all below", []float64{1, 1, 1, 1}, []float64{2, 3, 5, 9}, 0, 2.0 / 16, 0, 4, 0},
		{"even", []float64{1, 2}, []float64{2, 1}, 1.5, 1, 0, 2, 1},
		{"zeros leave", []float64{1, 1, 4, 5}, []float64{1, 1, 1, 1}, 3, 2.0 / 4, 2, 2, 2},
		{"all zero", []float64{1, 2}, []float64{1, 2}, 0, 1, 2, 0, 0},
		{"infinite", []float64{math.Inf(1), 2, math.Inf(1)}, []float64{1, 1, math.Inf(1)}, 3, 0.5, 1, 2, 2},
	} {
		got, err := Wilcoxon(c.a, c.b)
		want := Test{
			Statistic: c.statistic, P: got.P, LeastP: min(1, 2/math.Pow(2, float64(c.n))), Exact: true,
			N: c.n, Zeros: c.zeros, Above: c.more, Below: c.n - c.more,
		}
		if err != nil || got != want || math.Abs(got.P-c.p) > 1e-14 {
			t.Errorf("%s: %+v, error %v; want %+v with P = %v", c.name, got, err, want, c.p)
		}
	}
}

// TestEnumeration compares P with a count over all 2^n signs of the differences, ties and zeros among them.
func TestEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		differences := rapid.SliceOfN(rapid.Map(rapid.IntRange(-6, 6), toFloat), 1, 10).Draw(t, "differences")
		zero := make([]float64, len(differences))
		got, err := Wilcoxon(differences, zero)
		if err != nil {
			t.Fatal(err)
		}
		atMost, atLeast, flipped := 0.0, 0.0, make([]float64, len(differences))
		for signs := range 1 << len(differences) {
			for k, d := range differences {
				if flipped[k] = d; signs>>k&1 != 0 {
					flipped[k] = -d
				}
			}
			other, err := Wilcoxon(flipped, zero)
			if err != nil {
				t.Fatal(err)
			}
			if other.Statistic <= got.Statistic {
				atMost++
			}
			if other.Statistic >= got.Statistic {
				atLeast++
			}
		}
		all := math.Pow(2, float64(len(differences)))
		if want := min(1, 2*atMost/all, 2*atLeast/all); math.Abs(got.P-want) > 1e-12 || got.P < got.LeastP-1e-12 {
			t.Fatalf("P = %v, least %v; enumeration gives %v", got.P, got.LeastP, want)
		}
	})
}

func toFloat(k int) float64 { return float64(k) }

// TestApproximation compares the normal P with the exact one where both can be had, and past the exact range.
func TestApproximation(t *testing.T) {
	for _, modulus := range []int{1000, 7} { // without ties, and with many
		differences := make([]float64, exactPairs)
		for k := range differences {
			differences[k] = float64((k*37)%modulus + 1)
			if k%3 == 0 {
				differences[k] *= -1
			}
		}
		exact, err := Wilcoxon(differences, make([]float64, exactPairs))
		if err != nil || !exact.Exact {
			t.Fatalf("%+v, error %v", exact, err)
		}
		_, ties := doubledRanks(differences)
		if got := normalP(exactPairs, exact.Statistic, ties); math.Abs(got-exact.P) > 2e-3 || exact.P > 0.5 {
			t.Errorf("modulus %d: normal P %v, exact %v", modulus, got, exact.P)
		}
	}
	// 60 differences 1 … 60, all above: V = 1830, z = (1830 - 915 - 0.5) / sqrt(60*61*121/24) = 6.7320.
	rising := make([]float64, 60)
	for k := range rising {
		rising[k] = float64(k + 1)
	}
	got, err := Wilcoxon(rising, make([]float64, 60))
	want := math.Erfc(914.5 / math.Sqrt(60*61*121/24.0) / math.Sqrt2)
	if err != nil || got.Exact || got.Statistic != 1830 || math.Abs(got.P/want-1) > 1e-9 {
		t.Errorf("%+v, error %v; want P = %v", got, err, want)
	}
}

func TestErrors(t *testing.T) {
	for want, c := range map[string][2][]float64{
		"2 values against 1":      {{1, 2}, {1}},
		"no pairs":                {nil, nil},
		"pair 1 is NaN against 2": {{1, math.NaN()}, {1, 2}},
	} {
		if _, err := Wilcoxon(c[0], c[1]); err == nil || !strings.Contains(err.Error(), "Wilcoxon test: "+want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
