package inside

import (
	"context"
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

// PruneOptions says what to cut. Of Threshold, Within and Keep the first that is set counts.
type PruneOptions struct {
	Threshold float64 // weights of |w| ≤ it are cut; 0: not set
	Keep      int     // the largest so many are kept; 0: not set
	Within    float64 // the fewest with which the loss on the training data grows by this part at most; 0: 0.05
	Refit     int     // steps of training after each cut, without a price and with zeros held
	Rounds    int     // of cut and refit; 0: 1
	Controls  int     // copies of each control of the curve
	Say       func(doing string)
}

// Pruned is a network that was pruned, in numbers: prune.json. Losses are those of the test
// data unless they say otherwise.
type Pruned struct {
	Kept            int             `json:"kept"` // weights that are not 0
	Total           int             `json:"total"`
	LossBefore      run.Number      `json:"loss_before"`
	LossAfter       run.Number      `json:"loss_after"`
	TrainLossBefore run.Number      `json:"train_loss_before"`
	TrainLossAfter  run.Number      `json:"train_loss_after"`
	AccuracyBefore  run.Number      `json:"accuracy_before"` // null of numbers
	AccuracyAfter   run.Number      `json:"accuracy_after"`
	Neurons         int             `json:"neurons"` // on a path from input to output
	NeuronsTotal    int             `json:"neurons_total"`
	Refit           int             `json:"refit"` // steps in each round
	Rounds          int             `json:"rounds"`
	Curve           *metric.Pruning `json:"curve,omitempty"` // on the training data, before
}

// Prune sets small weights of a run to exactly 0, and with them those of neurons that are
// dead then; with Refit it trains the others on. What is cut is chosen from the training
// data alone. The run in memory is changed, its folder is not.
func Prune(ctx context.Context, r *run.Run, o PruneOptions) (*Pruned, error) {
	if o.Rounds == 0 {
		o.Rounds = 1
	}
	p := &Pruned{Refit: o.Refit, Rounds: o.Rounds}
	train, test, err := r.Scores()
	if err != nil {
		return nil, err
	}
	p.LossBefore, p.TrainLossBefore, p.AccuracyBefore = run.Number(test.Loss), run.Number(train.Loss), run.Number(test.Accuracy)
	_, p.Total = run.ActiveWeights(r.Network.Space, 0)
	if o.Keep > p.Total {
		return nil, fmt.Errorf("keep: the network has %d weights, not %d", p.Total, o.Keep)
	}
	if err := p.measure(r, o); err != nil {
		return nil, err
	}
	for round := range o.Rounds {
		if err := p.round(ctx, r, o, round); err != nil {
			return nil, err
		}
	}
	if train, test, err = r.Scores(); err != nil {
		return nil, err
	}
	p.LossAfter, p.TrainLossAfter, p.AccuracyAfter = run.Number(test.Loss), run.Number(train.Loss), run.Number(test.Accuracy)
	p.Kept, _ = run.ActiveWeights(r.Network.Space, 0)
	return p, p.count(r)
}

// measure takes the pruning curve.
func (p *Pruned) measure(r *run.Run, o PruneOptions) error {
	if o.Controls == 0 {
		return nil
	}
	if o.Say != nil {
		o.Say("pruning curve and its controls …")
	}
	curve, err := metric.PruningCurve(r.Network.Space, trainLoss(r), metric.PruneOptions{Tolerance: 1 + o.within(), Controls: o.Controls}, r.MeasureRandom())
	p.Curve = &curve
	return err
}

func (o *PruneOptions) within() float64 {
	if o.Within == 0 {
		return 0.05
	}
	return o.Within
}

func trainLoss(r *run.Run) metric.Loss {
	return func() (float64, error) { return r.LossOf(r.Data.Train) }
}

func (p *Pruned) round(ctx context.Context, r *run.Run, o PruneOptions, round int) error {
	if err := p.cut(r, o, round); err != nil {
		return err
	}
	if err := r.CutDead(); err != nil {
		return err
	}
	kept, _ := run.ActiveWeights(r.Network.Space, 0)
	if kept == 0 {
		return fmt.Errorf("nothing is left of the network: no path leads from an input to an output; cut less")
	}
	if o.Refit == 0 {
		return nil
	}
	if o.Say != nil {
		o.Say(fmt.Sprintf("round %d of %d: %d of %d weights left, refitted for %d steps", round+1, o.Rounds, kept, p.Total, o.Refit))
	}
	return r.Refit(ctx, o.Refit, nil)
}

// cut is the cut of one round; where a number is to be kept, rounds go down to it by equal
// factors.
func (p *Pruned) cut(r *run.Run, o PruneOptions, round int) error {
	switch {
	case o.Threshold > 0:
		return r.Cut(o.Threshold)
	case o.Keep > 0:
		part := float64(round+1) / float64(o.Rounds)
		keep := math.Round(float64(p.Total) * math.Pow(float64(o.Keep)/float64(p.Total), part))
		return metric.Prune(r.Network.Space, int(keep))
	}
	loss, err := r.LossOf(r.Data.Train)
	if err != nil {
		return err
	}
	keep, _, err := metric.FewestWeights(r.Network.Space, trainLoss(r), (1+o.within())*loss, 0)
	if err != nil {
		return err
	}
	return metric.Prune(r.Network.Space, keep)
}

// count counts the neurons that are left.
func (p *Pruned) count(r *run.Run) error {
	alive, err := aliveNumbers(r, 0)
	if err != nil {
		return err
	}
	for _, a := range r.Network.Space.Axes() {
		p.NeuronsTotal += a.Len()
		for _, is := range alive[a] {
			if is {
				p.Neurons++
			}
		}
	}
	return nil
}
