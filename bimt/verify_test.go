package bimt_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// Verify passes a network that keeps its function, names the axis of one that does not,
// and leaves both as they were.
func TestVerify(t *testing.T) {
	for _, two := range []bool{false, true} {
		n := must(newResidual(two))(t)
		check(t, n.space.Find("h").SetOrder([]int{4, 0, 1, 3, 2}))
		for _, p := range n.params.All() {
			check(t, p.SetMemory("note", p.Float64s()))
		}
		before := n.space.Find("h").Order()
		for seed := range uint64(10) {
			err := n.space.Verify(n.outputs, 1e-9, rand.New(rand.NewPCG(seed, 1)))
			if two {
				wantError(t, err, "axis h moved", "output", "one axis", "Fixed")
			} else {
				check(t, err)
			}
		}
		if !slices.Equal(n.space.Find("h").Order(), before) {
			t.Errorf("axis h stands in %v, before %v", n.space.Find("h").Order(), before)
		}
		for _, p := range n.params.All() {
			if !slices.Equal(p.Float64s(), p.MemoryFloat64s("note")) {
				t.Errorf("%s is not as it was", p.Name())
			}
		}
	}
}

// A network, or a call, that can't be verified is refused, and nothing has moved.
func TestVerifyRefuses(t *testing.T) {
	n := must(newResidual(false))(t)
	rng := rand.New(rand.NewPCG(1, 1))
	calls := 0
	noise := func() ([]float64, error) { return []float64{rng.Float64()}, nil }
	broken := func() ([]float64, error) {
		if calls++; calls == 3 {
			return nil, errors.New("out of paper")
		}
		return n.outputs()
	}
	more := func() ([]float64, error) {
		if n.space.Find("h").Order()[0] == 1 {
			return make([]float64, 2), nil
		}
		return make([]float64, 3), nil
	}
	check(t, n.space.Find("h").SetOrder([]int{1, 0, 2, 3, 4}))
	for name, c := range map[string]struct {
		err   error
		words []string
	}{
		"no outputs":   {n.space.Verify(nil, 1e-9, rng), []string{"function for the outputs"}},
		"no source":    {n.space.Verify(n.outputs, 1e-9, nil), []string{"random source"}},
		"no tolerance": {n.space.Verify(n.outputs, 0, rng), []string{"tolerance above 0, not 0"}},
		"noise":        {n.space.Verify(noise, 1e-9, rng), []string{"nothing moved", "same every time"}},
		"an error":     {n.space.Verify(broken, 1e-9, rng), []string{"out of paper"}},
		"other length": {n.space.Verify(more, 1e-9, rng), []string{"3 outputs, 2 before"}},
		"a panic":      {n.space.Verify(func() ([]float64, error) { panic("boom") }, 1e-9, rng), []string{"panic", "boom"}},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.err, c.words...) })
	}
	if got := n.space.Find("h").Order(); !slices.Equal(got, []int{1, 0, 2, 3, 4}) {
		t.Errorf("axis h stands in %v", got)
	}
}
