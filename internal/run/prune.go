package run

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
)

// PruneConfig says how a network is made sparse while it is trained.
type PruneConfig struct {
	PrunePart  float64 `yaml:"prune_part,omitempty" about:"part of the parameters left that is set to 0 at a time, and held there: those that matter least to the loss; 0: none" min:"0" max:"1"`
	PruneEvery int     `yaml:"prune_every,omitempty" about:"steps between two times; 0: 100" min:"0"`
	PruneBelow float64 `yaml:"prune_below,omitempty" about:"only while the mean training loss since the time before is at most this; 0: always" min:"0"`
	PruneFrom  float64 `yaml:"prune_from,omitempty" about:"fraction of the run from which parameters are pruned" min:"0" max:"1"`
	PruneUntil float64 `yaml:"prune_until,omitempty" about:"fraction of the run until which they are; 0: to the end" min:"0" max:"1"`
}

// Pruning is where the pruning of a run stands: the losses since parameters were cut.
type Pruning struct {
	Loss  float64 `json:"loss"` // their sum
	Steps int     `json:"steps"`
}

// checkPruning refuses what contradicts itself.
func (c *Config) checkPruning() error {
	switch {
	case c.PrunePart == 0 && (c.PruneEvery > 0 || c.PruneBelow > 0 || c.PruneFrom > 0 || c.PruneUntil > 0):
		return fmt.Errorf("prune_part: it is 0, and nothing is pruned: set it, such as to 0.02, or leave out the settings that go with it")
	case c.PruneUntil > 0 && c.PruneUntil < c.PruneFrom:
		return fmt.Errorf("prune_until: %v is before prune_from, %v", c.PruneUntil, c.PruneFrom)
	case c.PrunePart > 0 && MethodOf(c.Method).Keeps:
		return fmt.Errorf("prune_part: method %s has its own bound on the number of weights: choose one of the two", c.Method)
	}
	return nil
}

// prune is done after a step: of all parameters that are left, biases and tables too, those
// go that are estimated to matter least. What the loss L loses when w is set to 0 is about
// ½·w²·∂²L/∂w² (LeCun, Denker and Solla 1989), and the mean square of the gradient, which
// AdamW keeps, stands for the second derivative (Theis and others 2018, arXiv 1801.05787).
func (r *Run) prune(s *nn.Step) error {
	c := r.Config
	at := float64(s.Index+1) / float64(s.Steps)
	if at <= c.PruneFrom || c.PruneUntil > 0 && at > c.PruneUntil {
		return nil
	}
	r.Pruning.Loss += s.Loss
	r.Pruning.Steps++
	if r.Pruning.Steps < int(or(float64(c.PruneEvery), 100)) {
		return nil
	}
	mean := r.Pruning.Loss / float64(r.Pruning.Steps)
	r.Pruning = Pruning{}
	if c.PruneBelow > 0 && !(mean <= c.PruneBelow) {
		return nil
	}
	return r.pruneLeast(c.PrunePart)
}

// left is an element of a parameter that is not pruned.
type left struct {
	param      *graph.Param
	element    int
	importance float64
}

// pruneLeast sets a part of the parameters left to 0, and holds them there.
func (r *Run) pruneLeast(part float64) error {
	masks := map[*graph.Param][]float64{}
	var all []left
	for _, p := range r.Network.Params.All() {
		masks[p] = slices.Repeat([]float64{1}, p.Len())
		if p.HasMemory(nn.Mask) {
			masks[p] = p.MemoryFloat64s(nn.Mask)
		}
		squares := p.MemoryFloat64s(nn.SecondMoment)
		for i, w := range p.Float64s() {
			if masks[p][i] != 0 {
				all = append(all, left{p, i, w * w * squares[i]})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b left) int { return cmp.Compare(a.importance, b.importance) })
	for _, l := range all[:int(math.Ceil(part*float64(len(all))))] {
		masks[l.param][l.element] = 0
	}
	for _, p := range r.Network.Params.All() {
		values := p.Float64s()
		for i := range values {
			values[i] *= masks[p][i]
		}
		if err := p.Set(values); err != nil {
			return err
		}
		if err := p.SetMemory(nn.Mask, masks[p]); err != nil {
			return err
		}
	}
	return nil
}
