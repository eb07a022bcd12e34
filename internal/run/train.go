package run

import (
	"context"
	"errors"
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
)

// Hook attaches something to the steps of a run before it is trained, and once more after
// each Rewind: snapshots, checkpoints, a report. What it does after a step is done after the run's own relocation
// and line of the log.
type Hook func(*Run, *nn.Trainer)

// Train does the steps that are left; schedules go by the whole run. It ends early by a
// cancelled context, by a NaN or infinity, by an error of a hook, or well by a hook's
// nn.ErrStop; the run then holds what was reached, and can be trained on. Where
// the settings say on_nan: rewind, a NaN or infinity takes it back first. See
// IsInterrupted and IsNonFinite for the error, which is kept in Err too.
func (r *Run) Train(ctx context.Context, hooks ...Hook) error {
	if r.Err = r.compile(); r.Err != nil {
		return r.Err
	}
	for again := true; again; {
		if r.Err = r.stepOn(ctx, hooks); !IsNonFinite(r.Err) {
			break
		}
		var err error
		if again, err = r.rewind(); err != nil {
			r.Err = errors.Join(r.Err, err)
		}
	}
	return r.Err
}

// stepOn does the steps that are left, or those before a NaN.
func (r *Run) stepOn(ctx context.Context, hooks []Hook) error {
	t, c := r.training, r.Config
	trainer := nn.Trainer{Session: t.session, Loss: t.loss, Optimizer: t.adam, Rate: nn.Schedule{Start: r.rate(), Changes: c.RateAt}, Start: r.Done, Steps: c.Steps}
	trainer.Before(nn.Always, r.prepare)
	trainer.After(nn.Always, func(s *nn.Step) error {
		if s.Index == 0 {
			r.First = s.Loss
		}
		r.Done = s.Index + 1
		return nil
	})
	if err := r.explore(&trainer); err != nil {
		r.Err = err
		return err
	}
	if MethodOf(c.Method).Swaps {
		trainer.After(nn.Every(c.SwapEvery), r.relocate)
	}
	trainer.After(nn.EveryAndLast(c.LogEvery), r.log)
	if r.rewinds() {
		if err := r.keepSafe(&trainer); err != nil {
			return err
		}
	}
	for _, h := range hooks {
		h(r, &trainer)
	}
	r.started = time.Now()
	_, err := trainer.Run(ctx)
	r.Spent.Total += time.Since(r.started)
	r.started = time.Time{}
	return err
}

// relocate moves the neurons as the settings say.
func (r *Run) relocate(s *nn.Step) error {
	if !r.Config.swaps(s) {
		return nil
	}
	start := time.Now()
	defer func() { r.Spent.Relocating += time.Since(start) }()
	r.Relocations++
	how := Relocation(r.Config)
	how.Temperature, how.Rand = r.Config.SwapTemperature*(1-float64(s.Index+1)/float64(s.Steps)), r.stepRandom(s)
	_, err := r.Network.Space.Relocate(how)
	if err == nil && (r.Config.FreezeZeros || r.Config.PrunePart > 0) && r.Config.LeaveMoments { // their mask stayed behind
		err = r.HoldZeros()
	}
	return err
}

// Relocation is how settings want neurons to be moved in training.
func Relocation(c *Config) bimt.Relocation {
	return bimt.Relocation{
		Strategy: bimt.Strategy(c.SwapStrategy), Locality: c.SwapLocality, TopK: c.TopK, LeaveMemory: c.LeaveMoments,
	}
}

// IsInterrupted says whether a run was ended from outside.
func IsInterrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// IsNonFinite says whether a run ended because a tensor held a NaN or an infinity.
func IsNonFinite(err error) bool {
	var e *graph.NonFiniteError
	return errors.As(err, &e)
}
