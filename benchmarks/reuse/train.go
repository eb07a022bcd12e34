package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/nn"
	"gonum.org/v1/gonum/stat"
)

const (
	trained = 6000 // steps of the new network
	reach   = 0.02 // the loss to reach, in the variance of the training answers
)

const why = "A network learns composition, √((x1−x2)²+(x3−x4)²), as published, and is finished. Its largest community without the output, with all that its neurons are " +
	"computed from (`bimt modules --save`), is put into a new network of the same shape, which learns another composition of the same squares for 6,000 steps, by the published method with λ constant. " +
	"Steps are counted until the training loss, without the price, is 2 % of the variance of the answers; a run that does not get there counts all 6,000."

// target is another composition.
type target struct{ name, formula string }

var targets = []target{
	{"bell", "exp(-((x1-x2)^2+(x3-x4)^2)/2)"},
	{"log", "log(1+(x1-x2)^2+(x3-x4)^2)"},
}

// variant is what the new network begins with.
type variant struct {
	name, says string
	module     bool
	frozen     bool
	shuffled   bool // the module's weights stand in each other's places: as sparse, without the function
}

var variants = []variant{
	{name: "from scratch", says: "no module"},
	{name: "trained", says: "`--set module=FILE`", module: true},
	{name: "frozen", says: "`--set module=FILE` `--set module_frozen=true`", module: true, frozen: true},
	{name: "shuffled", says: "as trained, its weights in each other's places: a control", module: true, shuffled: true},
}

// maker makes the module of each seed once.
type maker struct {
	dir  string
	made map[int]bool
}

func (m maker) path(seed int, shuffled bool) string {
	return filepath.Join(m.dir, fmt.Sprintf("seed%d-%v.safetensors", seed, shuffled))
}

// make trains composition and leaves a module, as it is and shuffled.
func (m maker) make(ctx context.Context, seed int) error {
	if m.made[seed] {
		return nil
	}
	c, err := run.Load("composition")
	if err != nil {
		return err
	}
	if err := c.Set(fmt.Sprint("seed=", seed), "finish=3000"); err != nil {
		return err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return err
	}
	if err := r.Train(ctx); err != nil {
		return err
	}
	if _, err := r.Finish(ctx, nil); err != nil {
		return err
	}
	neurons, err := largest(r)
	if err != nil {
		return err
	}
	if err := r.SaveModule(m.path(seed, false), neurons, run.ActiveAbove); err != nil {
		return err
	}
	if err := shuffle(r, rand.New(rand.NewPCG(uint64(seed), 9))); err != nil {
		return err
	}
	m.made[seed] = true
	return r.SaveModule(m.path(seed, true), neurons, run.ActiveAbove)
}

// largest are the neurons of the largest community without the output.
func largest(r *run.Run) (best []flow.Neuron, err error) {
	report, err := inside.Modules(r, run.ActiveAbove)
	if err != nil {
		return nil, err
	}
	for i, part := range report.Parts() {
		if m := report.Shown()[i]; len(m.Outputs) == 0 && len(m.Neurons) > 0 && len(part) > len(best) {
			best = part
		}
	}
	if best == nil {
		return nil, fmt.Errorf("seed %d: no community is without the output", r.Config.Seed)
	}
	return best, nil
}

// shuffle gives the weights of each tensor that are not 0 each other's places.
func shuffle(r *run.Run, rng *rand.Rand) error {
	for _, c := range r.Network.Space.Connections() {
		w := c.Param().Float64s()
		var at []int
		for i, v := range w {
			if v > run.ActiveAbove || v < -run.ActiveAbove {
				at = append(at, i)
			}
		}
		to := slices.Clone(at)
		rng.Shuffle(len(to), func(i, j int) { to[i], to[j] = to[j], to[i] })
		moved := slices.Clone(w)
		for k, i := range at {
			moved[to[k]] = w[i]
		}
		if err := c.Param().Set(moved); err != nil {
			return err
		}
	}
	return nil
}

// run trains a new network on a target, with a variant to begin with.
func (m maker) run(ctx context.Context, target, beginning string, seed int) (map[string]float64, error) {
	v := variants[slices.IndexFunc(variants, func(v variant) bool { return v.name == beginning })]
	c, err := m.config(ctx, target, v, seed)
	if err != nil {
		return nil, err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return nil, err
	}
	figures := map[string]float64{"steps": trained, "reached": 0, "module": 0}
	least := reach * stat.PopVariance(r.Data.Train.Y, nil)
	err = r.Train(ctx, func(_ *run.Run, t *nn.Trainer) {
		t.After(nn.Always, func(s *nn.Step) error {
			if figures["reached"] == 0 && s.Loss <= least {
				figures["reached"], figures["steps"] = 1, float64(s.Index)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	s, err := measure.Summarize(r)
	if err != nil {
		return nil, err
	}
	figures["test_loss"], figures["weights"] = s.Value("test_loss"), s.Value("active_weights")
	if v.module {
		figures["module"], err = m.size(ctx, c)
	}
	return figures, err
}

// config is what the new network is made by, with the module it begins with.
func (m maker) config(ctx context.Context, name string, v variant, seed int) (*run.Config, error) {
	t := targets[slices.IndexFunc(targets, func(t target) bool { return t.name == name })]
	c, err := run.Load("composition")
	if err != nil {
		return nil, err
	}
	settings := []string{fmt.Sprint("seed=", 1000+seed), `formulas=["` + t.formula + `"]`, fmt.Sprint("steps=", trained), "lambda_changes=[]"}
	if v.module {
		if err := m.make(ctx, seed); err != nil {
			return nil, err
		}
		settings = append(settings, "module="+m.path(seed, v.shuffled), fmt.Sprint("module_frozen=", v.frozen))
	}
	if err := c.Set(settings...); err != nil {
		return nil, err
	}
	return c, c.Check()
}

// size is the number of weights of the module that settings name.
func (m maker) size(ctx context.Context, c *run.Config) (float64, error) {
	plain := *c
	plain.Init, plain.Module, plain.ModuleFrozen = c.Module, "", false
	r, err := run.New(ctx, &plain)
	if err != nil {
		return 0, err
	}
	n, _ := run.ActiveWeights(r.Network.Space, 0)
	return float64(n), nil
}
