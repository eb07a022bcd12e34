package scene_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/scene"
)

// Numbers have four digits; one that JSON has none for is said to be that.
func TestValues(t *testing.T) {
	if b, err := json.Marshal(scene.Values{0, -1e-7, 2e-5, 1.23456, -1e30}); err != nil || string(b) != "[0,0,0.00002,1.235,-1e+30]" {
		t.Errorf("%s, %v", b, err)
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if b, err := json.Marshal(scene.Values{1, float32(v)}); err == nil || !strings.Contains(err.Error(), "the network has diverged") {
			t.Errorf("%v: %s, %v", v, b, err)
		}
	}
}
