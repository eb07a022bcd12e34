package nn

import (
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/vec"
	"github.com/gobimt/bimt/internal/pool"
	"gorgonia.org/tensor"
)

// AdamWConfig are the constants of AdamW; zero values mean the defaults.
type AdamWConfig struct {
	Beta1   float64 // 0.9
	Beta2   float64 // 0.999
	Epsilon float64 // 1e-8
	Decay   float64 // decoupled weight decay, 0
}

// AdamW is Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101)
// in the arithmetic of torch.optim.AdamW:
//
//	w ← w (1 − η·decay)
//	m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
//	w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
type AdamW struct {
	config AdamWConfig
	params []*graph.Param
	slots  map[*graph.Param]*moments
	t      int

	tasks    [][]run // that several goroutines may do
	settings vec.AdamWStep
	queue    pool.Queue
}

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

// moments are m and v of one parameter, in the parameter's own type: one pair is used.
type moments struct {
	m64, v64 []float64
	m32, v32 []float32
}

// NewAdamW makes the optimizer of the parameters, with moments of zero.
func NewAdamW(params []*graph.Param, c AdamWConfig) (*AdamW, error) {
	for v, d := range map[*float64]float64{&c.Beta1: 0.9, &c.Beta2: 0.999, &c.Epsilon: 1e-8} {
		if *v == 0 {
			*v = d
		}
	}
	if !(c.Beta1 >= 0 && c.Beta1 < 1 && c.Beta2 >= 0 && c.Beta2 < 1 && c.Epsilon > 0 && c.Decay >= 0) { // so a NaN is refused
		return nil, fmt.Errorf("nn: AdamW: want β in [0, 1), ε > 0 and decay ≥ 0, have %+v", c)
	}
	a := &AdamW{config: c, params: params, slots: map[*graph.Param]*moments{}, tasks: divide(params)}
	for _, p := range params {
		s := &moments{}
		if p.DType() == tensor.Float64 {
			s.m64, s.v64 = make([]float64, p.Len()), make([]float64, p.Len())
		} else {
			s.m32, s.v32 = make([]float32, p.Len()), make([]float32, p.Len())
		}
		a.slots[p] = s
	}
	return a, nil
}

// Step implements Optimizer. A parameter without a gradient is an error, and nothing is
// updated then.
func (a *AdamW) Step(rate float64) error {
	for _, p := range a.params {
		if graph.Gradients[float64](p) == nil && graph.Gradients[float32](p) == nil {
			return fmt.Errorf("nn: AdamW: parameter %s has no gradient: run a session that differentiates by it first", p.Name())
		}
	}
	a.t++
	c := vec.AdamWStep{LR: rate, Beta1: a.config.Beta1, Beta2: a.config.Beta2, Eps: a.config.Epsilon, Decay: a.config.Decay, T: a.t}
	a.settings = c
	a.queue.Run(a, len(a.tasks), pool.Workers())
	return nil
}

// Do implements pool.Job: it updates the elements of one task.
func (a *AdamW) Do(_, task int) {
	for _, r := range a.tasks[task] {
		p, s := a.params[r.param], a.slots[a.params[r.param]]
		if s.m64 != nil {
			vec.AdamW(graph.Values[float64](p)[r.from:r.to], graph.Gradients[float64](p)[r.from:], s.m64[r.from:], s.v64[r.from:], a.settings)
		} else {
			vec.AdamW(graph.Values[float32](p)[r.from:r.to], graph.Gradients[float32](p)[r.from:], s.m32[r.from:], s.v32[r.from:], a.settings)
		}
	}
}

// Permute implements Optimizer.
func (a *AdamW) Permute(p *graph.Param, dim int, order []int) error {
	s := a.slots[p]
	if s == nil {
		return nil // not trained, so nothing is remembered
	}
	for _, m := range [][]float64{s.m64, s.v64} {
		if m != nil {
			if err := graph.Permute(m, p.Shape(), dim, order); err != nil {
				return fmt.Errorf("nn: AdamW: moments of %s: %w", p.Name(), err)
			}
		}
	}
	for _, m := range [][]float32{s.m32, s.v32} {
		if m != nil {
			if err := graph.Permute(m, p.Shape(), dim, order); err != nil {
				return fmt.Errorf("nn: AdamW: moments of %s: %w", p.Name(), err)
			}
		}
	}
	return nil
}

// FirstNonFinite names the first parameter that holds a NaN or an infinity, "" if
// none does.
func FirstNonFinite(params []*graph.Param) string {
	for _, p := range params {
		for _, v := range p.Float64s() {
			if !finite(v) {
				return p.Name()
			}
		}
	}
	return ""
}
