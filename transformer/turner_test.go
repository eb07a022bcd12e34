package transformer

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The angle is no worse than any of a fine grid.
func TestBestAngleIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := &turner{}
		number := rapid.Map(rapid.IntRange(-8, 8), func(i int) float64 { return float64(i) / 4 })
		for range rapid.IntRange(1, 12).Draw(t, "terms") {
			tr.terms = append(tr.terms, term{number.Draw(t, "alpha"), number.Draw(t, "beta")})
		}
		sum := func(angle float64) float64 {
			s := 0.0
			for _, c := range tr.terms {
				s += math.Abs(c.alpha*math.Cos(angle) + c.beta*math.Sin(angle))
			}
			return s
		}
		angle, least := tr.bestAngle()
		if math.Abs(sum(angle)-least) > 1e-9 {
			t.Fatalf("at %v the sum is %v, said to be %v", angle, sum(angle), least)
		}
		for k := range 720 {
			if at := float64(k) * math.Pi / 720; sum(at) < least-1e-9 {
				t.Fatalf("at %v it is %v, less than %v at %v", at, sum(at), least, angle)
			}
		}
	})
}
