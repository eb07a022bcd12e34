package run

import (
	"context"
	"fmt"

	"github.com/gobimt/bimt/nn"
)

// Refit trains on without a price for connections and without relocations, with a new
// optimizer: weights that are 0 are held there, the others are fitted to the training data
// alone. It counts as no step of the run. Report, which may be nil, is told after each step
// how many are done.
func (r *Run) Refit(ctx context.Context, steps int, report func(done int)) error {
	if steps < 1 {
		return fmt.Errorf("refit: %d steps: give at least 1", steps)
	}
	if err := r.compile(); err != nil {
		return err
	}
	if err := r.HoldZeros(); err != nil {
		return err
	}
	t := r.training
	var err error
	if t.adam, err = nn.NewAdamW(r.Network.Params.All(), nn.AdamWConfig{Decay: r.Config.WeightDecay}); err != nil {
		return err
	}
	trainer := nn.Trainer{Session: t.session, Loss: t.loss, Optimizer: t.adam, Rate: nn.Constant(r.Config.LearningRate), Steps: steps}
	trainer.Before(nn.Always, func(*nn.Step) error {
		if err := t.penalty.Set(0, 0, false); err != nil {
			return err
		}
		return t.batches.next(1)
	})
	if report != nil {
		trainer.After(nn.Always, func(s *nn.Step) error { report(s.Index + 1); return nil })
	}
	if _, err = trainer.Run(ctx); err != nil {
		return fmt.Errorf("refit: %w", err)
	}
	return nil
}
