package run

import (
	"context"
	"fmt"
	"math"

	"github.com/gobimt/bimt/nn"
)

// FinishConfig says what is done at the end of a run.
type FinishConfig struct {
	FreezeZeros     bool    `yaml:"freeze_zeros,omitempty" about:"weights of wires that are 0 at the start stay 0"`
	Finish          int     `yaml:"finish,omitempty" about:"at the end cut small weights and refit the others for so many steps, without a price; 0: don't" min:"0"`
	FinishThreshold float64 `yaml:"finish_threshold,omitempty" about:"weights up to it are cut at the end; 0: chosen from the training data" min:"0"`
}

// FinishFile tells what cutting and refitting at the end of a run did.
const FinishFile = "finish.json"

// Finish is finish.json: a cut with a refit in numbers. Losses are of the data's own loss.
type Finish struct {
	Threshold       float64 `json:"threshold"`
	Chosen          bool    `json:"chosen"` // from the training data
	Steps           int     `json:"steps"`  // of the refit
	Kept            int     `json:"kept"`   // weights of wires that are not 0
	Total           int     `json:"total"`
	TrainLossBefore Number  `json:"train_loss_before"`
	TrainLossAfter  Number  `json:"train_loss_after"`
	TestLossBefore  Number  `json:"test_loss_before"`
	TestLossAfter   Number  `json:"test_loss_after"`
}

// Finish cuts a trained network at the threshold of the settings and refits what is left.
// A threshold that is left open is the largest of 0.001 · 2^(k/2), k = 0 … 20, with which
// the refitted network fits the training data no worse than the whole network did; the
// test data have no say in it. It is found by halving, in five trials at most; if none
// does, it is the smallest. After an error the network is as it was. Report, which may be
// nil, is told in words what is done.
func (r *Run) Finish(ctx context.Context, report func(doing string)) (f Finish, err error) {
	whole := r.values()
	defer func() {
		if err != nil {
			err = fmt.Errorf("finish: %w", err)
			r.restore(whole) // of the same network: it fits
			r.Err = err
		}
	}()
	train, test, err := r.Scores()
	if err != nil {
		return f, err
	}
	f = Finish{Threshold: r.Config.FinishThreshold, Steps: r.Config.Finish, TrainLossBefore: Number(train.Loss), TestLossBefore: Number(test.Loss)}
	if f.Chosen = f.Threshold == 0; f.Chosen {
		f.Threshold, err = r.chooseCut(ctx, whole, train.Loss, report)
	} else {
		_, err = r.cutAndRefit(ctx, f.Threshold, report)
	}
	if err != nil {
		return f, err
	}
	if train, test, err = r.Scores(); err != nil {
		return f, err
	}
	f.Kept, f.Total = ActiveWeights(r.Network.Space, 0)
	f.TrainLossAfter, f.TestLossAfter = Number(train.Loss), Number(test.Loss)
	return f, nil
}

// The thresholds that Finish tries.
const (
	smallestCut = 1e-3
	cuts        = 21
)

// chooseCut leaves the network cut and refitted.
func (r *Run) chooseCut(ctx context.Context, whole [][]float64, most float64, report func(string)) (threshold float64, err error) {
	var best [][]float64
	for low, high := 0, cuts-1; low <= high; {
		k := (low + high) / 2
		if err := r.restore(whole); err != nil {
			return 0, err
		}
		t := smallestCut * math.Pow(2, float64(k)/2)
		loss, err := r.cutAndRefit(ctx, t, report)
		if err != nil {
			return 0, err
		}
		if loss <= most || k == 0 {
			best, threshold, low = r.values(), t, k+1
		} else {
			high = k - 1
		}
	}
	return threshold, r.restore(best)
}

// cutAndRefit gives the loss on the training data.
func (r *Run) cutAndRefit(ctx context.Context, threshold float64, report func(string)) (float64, error) {
	if err := r.Cut(threshold); err != nil {
		return 0, err
	}
	if err := r.CutDead(); err != nil {
		return 0, err
	}
	kept, total := ActiveWeights(r.Network.Space, 0)
	if kept == 0 {
		return math.Inf(1), nil
	}
	if report != nil {
		report(fmt.Sprintf("cut at %.3g: %d of %d weights left, refitted for %d steps", threshold, kept, total, r.Config.Finish))
	}
	if err := r.Refit(ctx, r.Config.Finish, nil); err != nil {
		return 0, err
	}
	train, err := r.score(r.Data.Train)
	return train.Loss, err
}

// values are those of all parameters.
func (r *Run) values() (all [][]float64) {
	for _, p := range r.Network.Params.All() {
		all = append(all, p.Float64s())
	}
	return all
}

// restore gives the parameters their values back.
func (r *Run) restore(values [][]float64) error {
	for i, p := range r.Network.Params.All() {
		p.Forget(nn.Mask)
		if err := p.Set(values[i]); err != nil {
			return err
		}
	}
	return nil
}
