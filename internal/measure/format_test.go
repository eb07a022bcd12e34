package measure

import (
	"math"
	"testing"
)

func TestFormat(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.0012345: "1.23e-3", 0.0123: "0.0123", -0.1712: "-0.171", 4: "4", 21.46: "21.5", 512: "512", 511.5: "511.5", 119.3291: "119.3",
		1e7: "1.00e7", math.Inf(1): "+Inf", math.NaN(): "–",
	} {
		if got := Format(v); got != want {
			t.Errorf("Format(%v) = %s, want %s", v, got, want)
		}
	}
}
