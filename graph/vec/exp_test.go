package vec

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestShortExp(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 700, 709.7, 710, -708.5, -1e9, math.Inf(1), math.Inf(-1), 0.5 * math.Ln2, -0.5 * math.Ln2} {
		checkExp(t, x)
	}
	if !math.IsNaN(shortExp(math.NaN())) {
		t.Error("exp(NaN) is a number")
	}
	rapid.Check(t, func(t *rapid.T) { checkExp(t, rapid.Float64Range(-708, 709).Draw(t, "x")) })
}

func checkExp(t interface{ Errorf(string, ...any) }, x float64) {
	got, want := shortExp(x), math.Exp(x)
	if x < -708 {
		want = 0
	}
	if got != want && !(math.Abs(got-want) <= 4.5e-16*want) {
		t.Errorf("exp(%v) is %v, want %v", x, got, want)
	}
}
