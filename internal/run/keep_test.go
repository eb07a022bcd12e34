package run

import (
	"math"
	"testing"
)

// Method topk leaves as many weights of each tensor as it says, from the middle of the run on;
// before it leaves more. Neurons move with their zeros.
func TestTopKLeavesAPart(t *testing.T) {
	r := small(t, "modular-addition", "method=topk", "keep=0.1", "modulus=7", "width=12", "embedding_width=6", "steps=8", "log_every=1", "swap_every=2")
	train(t, r)
	if r.Relocations != 4 {
		t.Errorf("%d relocations", r.Relocations)
	}
	for _, c := range r.Network.Space.Connections() {
		p := c.Param()
		if !c.IsCharged() || len(p.Shape()) < 2 {
			continue
		}
		n := 0
		for _, w := range p.Float64s() {
			if w != 0 {
				n++
			}
		}
		if want := int(math.Ceil(0.1 * float64(p.Len()))); n != want {
			t.Errorf("%s has %d weights that are not 0, want %d", p.Name(), n, want)
		}
	}
	if first, last := r.Lines[0].Active, r.Lines[7].Active; first <= 3*last {
		t.Errorf("%d active weights after the first step, %d after the last: it falls over the first half", first, last)
	}
}

func TestKeptFallsOverTheFirstHalf(t *testing.T) {
	for at, want := range map[float64]float64{0: 1, 0.25: 0.55, 0.5: 0.1, 0.75: 0.1, 1: 0.1} {
		if got := keptPart(0.1, at); math.Abs(got-want) > 1e-12 {
			t.Errorf("at %v of the run %v stay, want %v", at, got, want)
		}
	}
}
