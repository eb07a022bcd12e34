package run

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/nn"
)

// zeros counts the parameters that are 0, and those that are held there.
func zeros(r *Run) (zero, held, all int) {
	for _, p := range r.Network.Params.All() {
		mask := make([]float64, p.Len())
		if p.HasMemory(nn.Mask) {
			mask = p.MemoryFloat64s(nn.Mask)
			for i := range mask {
				mask[i] = 1 - mask[i]
			}
		}
		for i, w := range p.Float64s() {
			all++
			if w == 0 {
				zero++
			}
			if mask[i] == 1 && w == 0 {
				held++
			}
		}
	}
	return zero, held, all
}

// As many parameters go as the settings say, biases among them, and stay 0 while neurons move.
func TestPrune(t *testing.T) {
	r := exploring(t, "steps=100", "prune_part=0.1", "prune_every=10", "prune_from=0.3", "prune_until=0.8")
	train(t, r)
	zero, held, all := zeros(r)
	left := all
	for range 5 { // after steps 40, 50, … 80
		left -= int(math.Ceil(0.1 * float64(left)))
	}
	if zero != all-left || held != zero {
		t.Errorf("%d of %d parameters are 0, %d of them held, want %d", zero, all, held, all-left)
	}
	r = exploring(t, "prune_part=0.1", "prune_every=10", "prune_below=1e-9")
	if train(t, r); r.Pruning.Steps != 0 {
		t.Errorf("after 60 steps the mean is of %d losses, want those since the last look", r.Pruning.Steps)
	}
	if zero, _, _ := zeros(r); zero > 0 {
		t.Errorf("%d parameters were pruned though the loss is high", zero)
	}
}

// What goes first is what the loss hardly depends on, whatever its size.
func TestPruneByImportance(t *testing.T) {
	r := exploring(t)
	train(t, r)
	p := r.Network.Params.All()[0]
	w, v := p.Float64s(), make([]float64, p.Len())
	for i := range v {
		w[i], v[i] = 1, 1e6
	}
	w[1], v[1], w[2], v[2] = 1000, 0, 1e-6, 1e9 // large and useless, small and useless
	if err := p.Set(w); err != nil {
		t.Fatal(err)
	}
	if err := p.SetMemory(nn.SecondMoment, v); err != nil {
		t.Fatal(err)
	}
	if err := r.pruneLeast(0.05); err != nil {
		t.Fatal(err)
	}
	got := p.Float64s()
	if got[1] != 0 || got[0] == 0 || got[3] == 0 {
		t.Errorf("of a weight that nothing depends on and others, %v are left", got[:4])
	}
}

func TestPruneRefuses(t *testing.T) {
	for set, want := range map[string]string{
		"prune_every=10": "prune_part",
		"prune_part=0.1 prune_from=0.5 prune_until=0.2": "prune_until",
		"prune_part=0.1 method=topk":                    "topk",
		"learning_rate_changes=[{at: 2, factor: 1}]":    "learning_rate_changes",
	} {
		c, err := Load("independence")
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		if strings.HasPrefix(set, "learning") {
			all = []string{set}
		} else {
			all = strings.Fields(set)
		}
		if err := c.Set(all...); err == nil {
			err = c.Check()
			if err == nil || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%s: error %v, want %s in it", set, err, want)
			}
		}
	}
}
