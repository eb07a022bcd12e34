package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gonum.org/v1/gonum/stat/distuv"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func newParam(t *testing.T, dtype tensor.Dtype, shape ...int) *graph.Param {
	t.Helper()
	return must(graph.NewParams(gorgonia.NewGraph(), dtype).New("w", shape...))(t)
}

// Kolmogorov and Smirnov: the largest distance of the empirical distribution of n draws
// from the true one exceeds 1.95/√n once in a thousand seeds; the seed is fixed.
func TestDistributions(t *testing.T) {
	const n = 20000
	for _, c := range []struct {
		name string
		fill func(*graph.Param, *rand.Rand) error
		cdf  func(float64) float64
	}{
		{"uniform", func(p *graph.Param, rng *rand.Rand) error { return nn.Uniform(p, 0.3, rng) }, distuv.Uniform{Min: -0.3, Max: 0.3}.CDF},
		{"normal", func(p *graph.Param, rng *rand.Rand) error { return nn.Normal(p, 2, rng) }, distuv.Normal{Mu: 0, Sigma: 2}.CDF},
	} {
		for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			p := newParam(t, dtype, n)
			check(t, c.fill(p, seeded(5)))
			v := p.Float64s()
			slices.Sort(v)
			worst := 0.0
			for i, x := range v {
				f := c.cdf(x)
				worst = max(worst, f-float64(i)/n, float64(i+1)/n-f)
			}
			if worst > 1.95/math.Sqrt(n) {
				t.Errorf("%s %v: the distribution is off by %v, want at most %v", c.name, dtype, worst, 1.95/math.Sqrt(n))
			}
		}
	}
}

// Equal seeds give equal bits, other seeds others, and the source is used up in order.
func TestInitialisersAreDeterministic(t *testing.T) {
	for name, fill := range map[string]func(*graph.Param, *rand.Rand) error{
		"uniform": func(p *graph.Param, rng *rand.Rand) error { return nn.Uniform(p, 1, rng) },
		"normal":  func(p *graph.Param, rng *rand.Rand) error { return nn.Normal(p, 1, rng) },
	} {
		draws := func(seed uint64, sizes ...int) (all []float64) {
			rng := seeded(seed)
			for _, n := range sizes {
				p := newParam(t, tensor.Float64, n)
				check(t, fill(p, rng))
				all = append(all, p.Float64s()...)
			}
			return all
		}
		first := draws(1, 6)
		if !slices.Equal(first, draws(1, 6)) || !slices.Equal(first, draws(1, 2, 4)) {
			t.Errorf("%s: one seed, two results", name)
		}
		if slices.Equal(first, draws(2, 6)) {
			t.Errorf("%s: two seeds, one result", name)
		}
	}
}

func TestFill(t *testing.T) {
	p := newParam(t, tensor.Float32, 2, 2)
	check(t, nn.Fill(p, 0.5))
	if got := p.Float64s(); !slices.Equal(got, []float64{0.5, 0.5, 0.5, 0.5}) {
		t.Errorf("filled with %v, want 0.5", got)
	}
}
