package nn

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/graph/vec"
	"github.com/gobimt/bimt/internal/pool"
)

// AdamWConfig are the constants of AdamW; zero values mean the defaults.
type AdamWConfig struct {
	Beta1   float64 // 0.9
	Beta2   float64 // 0.999
	Epsilon float64 // 1e-8
	Decay   float64 // decoupled weight decay, 0
	// Factors multiply the learning rate of some parameters; of others it is 1.
	Factors map[*graph.Param]float64
}

// AdamW is Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101)
// in the arithmetic of torch.optim.AdamW:
//
//	w ← w (1 − η·decay)
//	m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
//	w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
//
// m and v are the memories FirstMoment and SecondMoment of each parameter. A parameter
// with a memory Mask has its weights of mask 0 at exactly 0 after every step.
//
// To go on with a run that was saved, make the optimizer, then give every parameter its
// memories back (graph.Param.SetMemory) and the optimizer its count (SetSteps).
type AdamW struct {
	config AdamWConfig
	slots  []slot
	t      int

	tasks    [][]run // that several goroutines may do
	settings vec.AdamWStep
	queue    pool.Queue
}

// Memories of a parameter that AdamW keeps or reads; see graph.Memory.
const (
	FirstMoment  = "adam.m"
	SecondMoment = "adam.v"
	Mask         = "mask" // 0 holds a weight at 0, 1 lets it be trained
)

// run is some elements of a parameter.
type run struct{ param, from, to int }

// taskSize is how many elements are worth a goroutine.
const taskSize = 8 << 10

// divide cuts the elements of all parameters in tasks of about equal size.
func divide(params []*graph.Param) [][]run {
	var tasks [][]run
	room := 0
	for i, p := range params {
		for from := 0; from < p.Len(); {
			if room == 0 {
				tasks, room = append(tasks, nil), taskSize
			}
			to := min(p.Len(), from+room)
			last := len(tasks) - 1
			tasks[last] = append(tasks[last], run{i, from, to})
			room -= to - from
			from = to
		}
	}
	return tasks
}

// slot is a parameter with what AdamW keeps of it.
type slot interface {
	// prepare says whether there is a gradient, and looks for a mask.
	prepare() bool
	update(from, to int, s vec.AdamWStep)
	name() string
}

// moments is a slot of elements of type T.
type moments[T graph.Float] struct {
	param      *graph.Param
	m, v, mask []T // mask is nil for none
	factor     float64
}

func newMoments[T graph.Float](p *graph.Param, factor float64) *moments[T] {
	s := &moments[T]{param: p, factor: factor, m: graph.Memory[T](p, FirstMoment), v: graph.Memory[T](p, SecondMoment)}
	clear(s.m)
	clear(s.v)
	return s
}

func (s *moments[T]) name() string { return s.param.Name() }

func (s *moments[T]) prepare() bool {
	s.mask = nil
	if s.param.HasMemory(Mask) {
		s.mask = graph.Memory[T](s.param, Mask)
	}
	return graph.Gradients[T](s.param) != nil
}

func (s *moments[T]) update(from, to int, c vec.AdamWStep) {
	w := graph.Values[T](s.param)[from:to]
	c.LR *= s.factor
	vec.AdamW(w, graph.Gradients[T](s.param)[from:], s.m[from:], s.v[from:], c)
	if s.mask == nil {
		return
	}
	for i, keep := range s.mask[from:to] {
		if keep == 0 {
			w[i] = 0
		}
	}
}

// NewAdamW makes the optimizer of the parameters. Their moments start at zero, whatever
// they remembered before.
func NewAdamW(params []*graph.Param, c AdamWConfig) (*AdamW, error) {
	for v, d := range map[*float64]float64{&c.Beta1: 0.9, &c.Beta2: 0.999, &c.Epsilon: 1e-8} {
		if *v == 0 {
			*v = d
		}
	}
	if !(c.Beta1 >= 0 && c.Beta1 < 1 && c.Beta2 >= 0 && c.Beta2 < 1 && c.Epsilon > 0 && c.Decay >= 0) { // so a NaN is refused
		return nil, fmt.Errorf("nn: AdamW: want β in [0, 1), ε > 0 and decay ≥ 0, have %+v", c)
	}
	if i := slices.Index(params, nil); i >= 0 {
		return nil, fmt.Errorf("nn: AdamW: parameter %d of %d is nil", i, len(params))
	}
	a := &AdamW{config: c, tasks: divide(params)}
	for _, p := range params {
		factor, ok := c.Factors[p]
		if !ok {
			factor = 1
		}
		if !(factor >= 0) || math.IsInf(factor, 1) {
			return nil, fmt.Errorf("nn: AdamW: the learning rate of %s is multiplied by %v: want 0 or more", p.Name(), factor)
		}
		if p.DType() == op.DType[float64]() {
			a.slots = append(a.slots, newMoments[float64](p, factor))
		} else {
			a.slots = append(a.slots, newMoments[float32](p, factor))
		}
	}
	return a, nil
}

// Steps is t, the number of steps made.
func (a *AdamW) Steps() int { return a.t }

// SetSteps sets t: for an optimizer that goes on from saved moments.
func (a *AdamW) SetSteps(t int) error {
	if t < 0 {
		return fmt.Errorf("nn: AdamW: %d steps made: want 0 or more", t)
	}
	a.t = t
	return nil
}

// Step implements Optimizer. A parameter without a gradient is an error, and nothing is
// updated then.
func (a *AdamW) Step(rate float64) error {
	for _, s := range a.slots {
		if !s.prepare() {
			return fmt.Errorf("nn: AdamW: parameter %s has no gradient: run a session that differentiates by it first", s.name())
		}
	}
	a.t++
	a.settings = vec.AdamWStep{LR: rate, Beta1: a.config.Beta1, Beta2: a.config.Beta2, Eps: a.config.Epsilon, Decay: a.config.Decay, T: a.t}
	a.queue.Run(a, len(a.tasks), pool.Workers())
	return nil
}

// Do implements pool.Job: it updates the elements of one task.
func (a *AdamW) Do(_, task int) {
	for _, r := range a.tasks[task] {
		a.slots[r.param].update(r.from, r.to, a.settings)
	}
}

// FirstNonFinite names the first parameter that holds a NaN or an infinity, "" if
// none does.
func FirstNonFinite(params []*graph.Param) string {
	for _, p := range params {
		if p == nil {
			continue
		}
		for _, v := range p.Float64s() {
			if !finite(v) {
				return p.Name()
			}
		}
	}
	return ""
}
