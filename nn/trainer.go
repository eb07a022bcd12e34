package nn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
)

// Trainer is a thin loop over steps: hooks before, a run of the session, a step of
// the optimizer, hooks after. Schedules, batches, relocation, metrics and pictures
// are hooks.
type Trainer struct {
	Session   *graph.Session
	Loss      *gorgonia.Node // what Step.Loss reports
	Optimizer Optimizer
	Rate      Schedule
	// Start is the first step of Run: how many were done before, of a run that is
	// trained on. Steps counts them too, and so do all schedules.
	Start, Steps int

	before, after []hooked
	now           Step
}

// Step is what a hook sees.
type Step struct {
	Index int     // the first step is 0
	Steps int     // of the whole run
	Rate  float64 // learning rate of this step
	Loss  float64 // before this step's update; NaN in a Before hook, or without Trainer.Loss
}

// Last says whether this is the run's last step.
func (s *Step) Last() bool { return s.Index == s.Steps-1 }

// Hook is work attached to the loop. An error ends the run.
type Hook func(*Step) error

// When picks the steps a hook is called in.
type When func(*Step) bool

// Every picks the steps that complete another n: n−1, 2n−1, …; never for n ≤ 0.
func Every(n int) When {
	return func(s *Step) bool { return n > 0 && (s.Index+1)%n == 0 }
}

// Always picks every step.
func Always(*Step) bool { return true }

// EveryAndLast picks those of Every and the last step.
func EveryAndLast(n int) When {
	every := Every(n)
	return func(s *Step) bool { return every(s) || s.Last() }
}

type hooked struct {
	when When
	do   Hook
}

func (h hooked) missing() bool { return h.when == nil || h.do == nil }

// Before calls h ahead of the forward pass of the steps that when picks, in the order
// hooks were given.
func (t *Trainer) Before(when When, h Hook) { t.before = append(t.before, hooked{when, h}) }

// After calls h behind the optimizer's update of the steps that when picks, in the
// order hooks were given.
func (t *Trainer) After(when When, h Hook) { t.after = append(t.after, hooked{when, h}) }

// ErrStop ends a run early and well: a hook returns it.
var ErrStop = errors.New("stop")

// StepError says in which step a run failed.
type StepError struct {
	Step int
	Err  error
}

// Error implements error.
func (e *StepError) Error() string { return fmt.Sprintf("step %d: %v", e.Step, e.Err) }

// Unwrap gives the cause.
func (e *StepError) Unwrap() error { return e.Err }

// Run trains from step Start to the end. It returns the number of updates made; a
// cancelled context ends it after a whole step with the context's error, a NaN or
// infinity with a *StepError around a *graph.NonFiniteError, before the optimizer has
// taken it in.
func (t *Trainer) Run(ctx context.Context) (done int, err error) {
	if err := t.check(); err != nil {
		return 0, err
	}
	for i := t.Start; i < t.Steps; i++ {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		updated, err := t.Step(i)
		if updated {
			done++
		}
		if errors.Is(err, ErrStop) {
			return done, nil
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// Step does one step, with its hooks: i is its place in the whole run, as schedules see
// it. updated says whether the optimizer has changed the parameters. Errors are a
// *StepError, ErrStop inside it if a hook asked for the end.
func (t *Trainer) Step(i int) (updated bool, err error) {
	if err := t.check(); err != nil {
		return false, err
	}
	t.now = Step{Index: i, Steps: t.Steps, Rate: t.Rate.Value(i, t.Steps), Loss: math.NaN()}
	if updated, err = t.step(&t.now); err != nil {
		return updated, &StepError{Step: i, Err: err}
	}
	return updated, nil
}

// check reports what is missing or can't be.
func (t *Trainer) check() error {
	switch {
	case t.Session == nil:
		return errors.New("nn: trainer: there is no session to run")
	case t.Optimizer == nil:
		return errors.New("nn: trainer: there is no optimizer")
	case t.Steps < 0 || t.Start < 0:
		return fmt.Errorf("nn: trainer: %d steps from step %d on: want 0 or more", t.Steps, t.Start)
	}
	if slices.ContainsFunc(t.before, hooked.missing) || slices.ContainsFunc(t.after, hooked.missing) {
		return errors.New("nn: trainer: a hook, or when it is called, is missing")
	}
	if err := t.Rate.Check(); err != nil {
		return fmt.Errorf("nn: trainer: learning rate: %w", err)
	}
	return nil
}

func (t *Trainer) step(s *Step) (updated bool, err error) {
	if err := call(t.before, s); err != nil {
		return false, err
	}
	if err := t.Session.Run(); err != nil {
		return false, err
	}
	if t.Loss != nil {
		s.Loss = t.Session.Scalar(t.Loss)
	}
	if err := t.Optimizer.Step(s.Rate); err != nil {
		return false, err
	}
	return true, call(t.after, s)
}

func call(hooks []hooked, s *Step) error {
	for _, h := range hooks {
		if h.when(s) {
			if err := h.do(s); err != nil {
				return err
			}
		}
	}
	return nil
}
