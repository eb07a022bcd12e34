package nn_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// written is AdamW of one number as its authors and PyTorch write it, in float64.
type written struct {
	w, m, v float64
	t       int
}

func (a *written) step(g, rate, beta1, beta2, epsilon, decay float64) {
	a.t++
	a.w -= rate * decay * a.w
	a.m = beta1*a.m + (1-beta1)*g
	a.v = beta2*a.v + (1-beta2)*g*g
	mHat := a.m / (1 - math.Pow(beta1, float64(a.t)))
	vHat := a.v / (1 - math.Pow(beta2, float64(a.t)))
	a.w -= rate * mHat / (math.Sqrt(vHat) + epsilon)
}

func TestAdamW(t *testing.T) {
	shapes := map[string][]int{"w": {3, 2}, "b": {2}, "embedding": {2, 2, 2}}
	names := []string{"w", "b", "embedding"}
	for _, c := range []struct {
		name      string
		dtype     tensor.Dtype
		config    nn.AdamWConfig
		full      nn.AdamWConfig // with the defaults filled in
		tolerance float64
	}{
		{"defaults", tensor.Float64, nn.AdamWConfig{}, nn.AdamWConfig{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}, 1e-14},
		{"decay", tensor.Float64, nn.AdamWConfig{Decay: 0.3}, nn.AdamWConfig{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Decay: 0.3}, 1e-14},
		{"all set", tensor.Float64, nn.AdamWConfig{Beta1: 0.5, Beta2: 0.8, Epsilon: 0.1, Decay: 0.01}, nn.AdamWConfig{Beta1: 0.5, Beta2: 0.8, Epsilon: 0.1, Decay: 0.01}, 1e-14},
		{"float32", tensor.Float32, nn.AdamWConfig{Decay: 0.3}, nn.AdamWConfig{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Decay: 0.3}, 2e-5},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newPrescribed(t, c.dtype, shapes, names...)
			adam := must(nn.NewAdamW(n.params.All(), c.config))(t)
			rng, want := seeded(3), map[*graph.Param][]written{}
			for _, p := range n.params.All() {
				check(t, p.Set(draw(rng, p.Len())))
				for _, w := range p.Float64s() {
					want[p] = append(want[p], written{w: w})
				}
			}
			for step := range 30 {
				rate := 0.01 * float64(1+step%3)
				for _, p := range n.params.All() {
					check(t, graph.Feed(n.gradient[p], draw(rng, p.Len())...))
				}
				check(t, n.Run())
				check(t, adam.Step(rate))
				for _, p := range n.params.All() {
					got := p.Float64s()
					for i, g := range p.Gradient() {
						w := &want[p][i]
						w.step(g, rate, c.full.Beta1, c.full.Beta2, c.full.Epsilon, c.full.Decay)
						if math.Abs(got[i]-w.w) > c.tolerance*math.Max(1, math.Abs(w.w)) {
							t.Fatalf("step %d: %s[%d] is %.17g, want %.17g", step, p.Name(), i, got[i], w.w)
						}
					}
				}
			}
		})
	}
}

// The first step moves every weight by the rate, whatever the size of its gradient: the
// moments are corrected for their start at zero, and ε stands outside the root.
func TestAdamWFirstStep(t *testing.T) {
	n := newPrescribed(t, tensor.Float64, map[string][]int{"w": {4}}, "w")
	w := n.params.Get("w")
	check(t, graph.Feed(n.gradient[w], 1e3, -1e-3, 1e-8, 0))
	check(t, n.Run())
	check(t, must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{}))(t).Step(0.1))
	want := []float64{-0.1, 0.1 * 1e-3 / (1e-3 + 1e-8), -0.05, 0}
	for i, got := range w.Float64s() {
		if math.Abs(got-want[i]) > 1e-9 {
			t.Errorf("w[%d] is %v after a step, want %v", i, got, want[i])
		}
	}
}

func TestAdamWRefuses(t *testing.T) {
	for _, c := range []nn.AdamWConfig{
		{Beta1: 1}, {Beta1: -0.1}, {Beta2: 1}, {Beta2: -1}, {Epsilon: -1e-8}, {Decay: -0.1},
		{Beta1: math.NaN()}, {Beta2: math.NaN()}, {Epsilon: math.NaN()}, {Decay: math.NaN()},
	} {
		_, err := nn.NewAdamW(nil, c)
		wantError(t, err, "AdamW", "want")
	}
}

// A parameter without a gradient is named, and none is updated.
func TestAdamWWithoutGradient(t *testing.T) {
	n := newPrescribed(t, tensor.Float64, map[string][]int{"w": {2}}, "w")
	must(n.params.New("idle", 2))(t)
	adam := must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{}))(t)
	check(t, graph.Feed(n.gradient[n.params.Get("w")], 1.0, 1))
	check(t, n.Run())
	wantError(t, adam.Step(0.1), "idle", "no gradient")
	if got := n.params.Get("w").Float64s(); !slices.Equal(got, []float64{0, 0}) {
		t.Errorf("w is %v after a refused step", got)
	}
}

// A run that is saved and taken up by another optimizer goes on to the same bits.
func TestAdamWResumes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dtype := rapid.SampledFrom([]tensor.Dtype{tensor.Float64, tensor.Float32}).Draw(t, "dtype")
		shapes := map[string][]int{"a": {3, 2}, "b": {2}}
		config := nn.AdamWConfig{Decay: 0.1}
		first, second := newPrescribed(t, dtype, shapes, "a", "b"), newPrescribed(t, dtype, shapes, "a", "b")
		adam := must(nn.NewAdamW(first.params.All(), config))(t)
		rng := seeded(rapid.Uint64().Draw(t, "seed"))
		for range rapid.IntRange(0, 3).Draw(t, "steps before") {
			first.train(t, adam, draw(rng, 8))
		}
		resumed := must(nn.NewAdamW(second.params.All(), config))(t)
		check(t, resumed.SetSteps(adam.Steps()))
		for i, p := range second.params.All() {
			old := first.params.All()[i]
			check(t, p.Set(old.Float64s()))
			if got := old.Memories(); !slices.Equal(got, []string{nn.FirstMoment, nn.SecondMoment}) {
				t.Fatalf("%s remembers %q", p.Name(), got)
			}
			for _, name := range old.Memories() {
				check(t, p.SetMemory(name, old.MemoryFloat64s(name)))
			}
		}
		for range 2 {
			g := draw(rng, 8)
			first.train(t, adam, g)
			second.train(t, resumed, g)
		}
		for i, p := range second.params.All() {
			if want := first.params.All()[i].Float64s(); !slices.Equal(p.Float64s(), want) {
				t.Fatalf("%s is %v, without the break %v", p.Name(), p.Float64s(), want)
			}
		}
	})
}

// train makes one step with the given gradients, one parameter's after the other's.
func (n *prescribed) train(t rapid.TB, o nn.Optimizer, gradients []float64) {
	t.Helper()
	for _, p := range n.params.All() {
		check(t, graph.Feed(n.gradient[p], gradients[:p.Len()]...))
		gradients = gradients[p.Len():]
	}
	check(t, n.Run())
	check(t, o.Step(0.1))
}

// Weights whose mask is 0 are exactly 0; the others are trained as if they were alone.
func TestAdamWMask(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		masked, free := newPrescribed(t, dtype, map[string][]int{"w": {4}}, "w"), newPrescribed(t, dtype, map[string][]int{"w": {4}}, "w")
		a, b := must(nn.NewAdamW(masked.params.All(), nn.AdamWConfig{}))(t), must(nn.NewAdamW(free.params.All(), nn.AdamWConfig{}))(t)
		w, keep := masked.params.Get("w"), []float64{1, 0, 1, 0}
		rng := seeded(1)
		for step := range 4 {
			g := draw(rng, 4)
			if step == 1 { // a mask may come at any time
				check(t, w.SetMemory(nn.Mask, keep))
			}
			if step == 3 {
				w.Forget(nn.Mask)
			}
			masked.train(t, a, g)
			free.train(t, b, g)
			for i, v := range free.params.Get("w").Float64s() {
				switch got := w.Float64s()[i]; {
				case keep[i] == 1 || step == 0:
					if got != v {
						t.Errorf("%v, step %d: w[%d] is %v, without a mask %v", dtype, step, i, got, v)
					}
				case (got == 0) != (step < 3):
					t.Errorf("%v, step %d: masked w[%d] is %v", dtype, step, i, got)
				}
			}
		}
	}
	wantError(t, must(nn.NewAdamW(nil, nn.AdamWConfig{}))(t).SetSteps(-1), "-1 steps")
}

// Permuting a parameter commutes with stepping: the moments are its memories.
func TestAdamWPermute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dtype := rapid.SampledFrom([]tensor.Dtype{tensor.Float64, tensor.Float32}).Draw(t, "dtype")
		shape := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 3).Draw(t, "shape")
		dim := rapid.IntRange(0, len(shape)-1).Draw(t, "dim")
		order := rapid.Permutation(upTo(shape[dim])).Draw(t, "order")
		before, after := rapid.IntRange(0, 3).Draw(t, "steps before"), rapid.IntRange(1, 3).Draw(t, "steps after")
		shapes := map[string][]int{"w": shape}
		early, late := newPrescribed(t, dtype, shapes, "w"), newPrescribed(t, dtype, shapes, "w")
		permuteIn := map[*prescribed]int{early: before, late: before + after}
		seed := rapid.Uint64().Draw(t, "seed")
		for _, n := range []*prescribed{early, late} {
			rng, w := seeded(seed), n.params.Get("w")
			adam := must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{Decay: 0.1}))(t)
			check(t, w.Set(draw(rng, w.Len())))
			for step := range before + after + 1 {
				if step == permuteIn[n] {
					check(t, w.Permute(dim, order))
				}
				if step == before+after {
					break
				}
				g := draw(rng, w.Len())
				if step >= permuteIn[n] {
					check(t, graph.Permute(g, shape, dim, order))
				}
				check(t, graph.Feed(n.gradient[w], g...))
				check(t, n.Run())
				check(t, adam.Step(0.1))
			}
		}
		if a, b := early.params.Get("w").Float64s(), late.params.Get("w").Float64s(); !slices.Equal(a, b) {
			t.Fatalf("permuted after %d steps %v, after %d %v", before, a, before+after, b)
		}
	})
}

func upTo(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}

func TestFirstNonFinite(t *testing.T) {
	n := newPrescribed(t, tensor.Float32, map[string][]int{"a": {2}, "b": {2}}, "a", "b")
	if got := nn.FirstNonFinite(n.params.All()); got != "" {
		t.Errorf("%q is not finite, want none", got)
	}
	check(t, n.params.Get("b").Set([]float64{0, math.Inf(-1)}))
	if got := nn.FirstNonFinite(n.params.All()); got != "b" {
		t.Errorf("%q is not finite, want b", got)
	}
}

// Large parameters are updated by several goroutines, to the same bits.
func TestAdamWWorkers(t *testing.T) {
	defer graph.SetWorkers(0)
	update := func(workers int) (w [][]float64) {
		graph.SetWorkers(workers)
		shapes := map[string][]int{"a": {5000}, "b": {3}, "c": {300, 200}}
		n := newPrescribed(t, tensor.Float64, shapes, "a", "b", "c")
		adam := must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{Decay: 0.1}))(t)
		rng := seeded(5)
		for range 3 {
			for _, p := range n.params.All() {
				check(t, graph.Feed(n.gradient[p], draw(rng, p.Len())...))
			}
			check(t, n.Run())
			check(t, adam.Step(0.1))
		}
		for _, p := range n.params.All() {
			w = append(w, p.Float64s())
		}
		return w
	}
	want := update(1)
	for _, workers := range []int{2, 3} {
		if !slices.EqualFunc(update(workers), want, slices.Equal) {
			t.Errorf("other bits with %d workers", workers)
		}
	}
}

// A factor multiplies the learning rate of its parameter alone; 0 leaves it where it is.
func TestAdamWFactors(t *testing.T) {
	after := func(rate float64, factors map[string]float64) map[string][]float64 {
		n := newPrescribed(t, tensor.Float64, map[string][]int{"a": {3}, "b": {2}}, "a", "b")
		of := map[*graph.Param]float64{}
		for name, f := range factors {
			of[n.params.Get(name)] = f
		}
		adam := must(nn.NewAdamW(n.params.All(), nn.AdamWConfig{Decay: 0.1, Factors: of}))(t)
		got := map[string][]float64{}
		for _, p := range n.params.All() {
			check(t, p.Set(draw(seeded(3), p.Len())))
			check(t, graph.Feed(n.gradient[p], draw(seeded(4), p.Len())...))
		}
		check(t, n.Run())
		check(t, adam.Step(rate))
		for _, p := range n.params.All() {
			got[p.Name()] = p.Float64s()
		}
		return got
	}
	fast, slow, mixed := after(0.5, nil), after(0.25, nil), after(0.25, map[string]float64{"b": 2})
	if !slices.Equal(mixed["b"], fast["b"]) || !slices.Equal(mixed["a"], slow["a"]) {
		t.Errorf("with twice the rate for b: %v, want a of %v and b of %v", mixed, slow, fast)
	}
	if still := after(0.25, map[string]float64{"a": 0})["a"]; !slices.Equal(still, draw(seeded(3), 3)) {
		t.Errorf("a rate of 0 moved %v", still)
	}
	n := newPrescribed(t, tensor.Float64, map[string][]int{"a": {3}}, "a")
	_, err := nn.NewAdamW(n.params.All(), nn.AdamWConfig{Factors: map[*graph.Param]float64{n.params.Get("a"): -1}})
	wantError(t, err, "rate of a", "-1")
}
