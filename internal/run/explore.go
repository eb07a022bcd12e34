package run

import (
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/nn"
)

// ExploreConfig says when neurons move, and what becomes of those that are of no use.
type ExploreConfig struct {
	SwapFrom        float64 `yaml:"swap_from,omitempty" about:"fraction of the run from which neurons move" min:"0" max:"1"`
	SwapUntil       float64 `yaml:"swap_until,omitempty" about:"fraction of the run until which neurons move; 0: to the end" min:"0" max:"1"`
	SwapTemperature float64 `yaml:"swap_temperature,omitempty" about:"of strategy annealed, at the start; it falls to 0 over the run" min:"0"`
	ResetDead       int     `yaml:"reset_dead,omitempty" about:"steps between two times that dead neurons start again, in the first half of the run; 0: never" min:"0"`
	ExactZeros      bool    `yaml:"exact_zeros,omitempty" about:"a weight that reaches 0 stays there until the loss pays more than its price"`
}

// deadShare is the share of the most important neuron's weights that a neuron needs on both sides to
// count as alive.
const deadShare = 0.01

// explore attaches what the settings ask for beside the published method.
func (r *Run) explore(t *nn.Trainer) error {
	c := r.Config
	if MethodOf(c.Method).Keeps {
		t.After(nn.Always, r.keepLargest)
	}
	if c.PrunePart > 0 {
		t.After(nn.Always, r.prune)
	}
	if c.ExactZeros {
		z, err := newExactZeros(r)
		if err != nil {
			return err
		}
		t.Before(nn.Always, z.remember)
		t.After(nn.Always, z.cut)
	}
	if c.ModuleFrozen {
		t.After(nn.Always, func(*nn.Step) error { return r.holdModule() })
	}
	if c.Places != "" {
		t.After(nn.Always, func(*nn.Step) error { return r.Network.Space.Settle() })
	}
	if c.ResetDead > 0 {
		every := nn.Every(c.ResetDead)
		t.After(func(s *nn.Step) bool { return every(s) && 2*(s.Index+1) <= s.Steps }, r.resetDead)
	}
	return nil
}

// swaps says whether neurons may move after a step.
func (c *Config) swaps(s *nn.Step) bool {
	at := float64(s.Index+1) / float64(s.Steps)
	return at >= c.SwapFrom && (c.SwapUntil == 0 || at <= c.SwapUntil)
}

// stepRandom is the source of what is drawn after a step: the same whether the run was
// interrupted or not.
func (r *Run) stepRandom(s *nn.Step) *rand.Rand {
	return rand.New(rand.NewPCG(r.Config.Seed, uint64(s.Index)<<8|exploreStream))
}

// resetDead gives hidden neurons that hardly read or are hardly read new weights to read by, and
// none to be read by: the little that they added is lost, and what they read by is useful again
// once something reads them.
func (r *Run) resetDead(s *nn.Step) error {
	rng := r.stepRandom(s)
	for _, a := range r.Network.Space.Axes() {
		if a == r.Network.In || a == r.Network.Out || a.IsFixed() || a.Heads() != nil {
			continue
		}
		in, out := r.strengths(a)
		for place := range in {
			if in[place] > deadShare && out[place] > deadShare {
				continue
			}
			for _, c := range r.Network.Space.Connections() {
				if err := revive(c, a, place, rng); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// strengths is Σ|w| into and out of each place of an axis, as a share of the largest.
func (r *Run) strengths(a *bimt.Axis) (in, out []float64) {
	in, out = make([]float64, a.Len()), make([]float64, a.Len())
	for _, c := range r.Network.Space.Connections() {
		from, to := c.Ends()
		for i, w := range c.Magnitudes() {
			if to == a {
				in[c.To(i)] += w
			}
			if from == a {
				out[c.From(i)] += w
			}
		}
	}
	for _, side := range [][]float64{in, out} {
		most := 0.0
		for _, v := range side {
			most = max(most, v)
		}
		for i := range side {
			if most > 0 {
				side[i] /= most
			}
		}
	}
	return in, out
}

// revive draws the weights that lead to a place as torch.nn.Linear does, and clears those that
// lead from it, its bias, and what all of them remember.
func revive(c *bimt.Connection, a *bimt.Axis, place int, rng *rand.Rand) error {
	from, to := c.Ends()
	p := c.Param()
	isBias := !c.IsWire() && c.IsCharged() && len(p.Shape()) == 1 && c.Axes()[0] == a
	if from != a && to != a && !isBias {
		return nil
	}
	w, bound := p.Float64s(), 1/math.Sqrt(float64(p.Len()/p.Shape()[0]))
	var changed []int
	for i := range w {
		switch {
		case to == a && c.To(i) == place:
			w[i] = bound * (2*rng.Float64() - 1)
		case from == a && c.From(i) == place, isBias && c.To(i) == place:
			w[i] = 0
		default:
			continue
		}
		changed = append(changed, i)
	}
	for _, name := range []string{nn.FirstMoment, nn.SecondMoment} {
		if !p.HasMemory(name) {
			continue
		}
		m := p.MemoryFloat64s(name)
		for _, i := range changed {
			m[i] = 0
		}
		if err := p.SetMemory(name, m); err != nil {
			return err
		}
	}
	return p.Set(w)
}
