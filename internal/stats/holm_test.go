package stats_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/internal/stats"
)

// The values are those of R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
func TestHolm(t *testing.T) {
	got := stats.Holm([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		if math.Abs(got[i]-want) > 1e-15 {
			t.Errorf("corrected %v", got)
		}
	}
	if one := stats.Holm([]float64{0.6, 0.7}); one[0] != 1 || one[1] != 1 || len(stats.Holm(nil)) != 0 {
		t.Errorf("corrected %v", one)
	}
}
