package run

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/nn"
)

// Rewind is what was done about a NaN or an infinity: training went back and on at half
// the learning rate.
type Rewind struct {
	Step         int     `json:"step"` // in which it came up, from 0
	To           int     `json:"to"`   // steps that were kept
	LearningRate float64 `json:"learning_rate"`
}

const (
	mostRewinds = 5  // of a run, then it ends
	safePoints  = 20 // of a run, to rewind to
)

// rewinds says whether the settings want it.
func (r *Run) rewinds() bool { return r.Config.OnNaN == "rewind" }

// rate is the learning rate of the steps to come.
func (r *Run) rate() float64 {
	return r.Config.LearningRate * math.Pow(0.5, float64(len(r.Rewinds)))
}

// keepSafe has the state kept at the start and then at every twentieth of the run, by
// steps and not by time, so that rewinding repeats bit for bit.
func (r *Run) keepSafe(t *nn.Trainer) error {
	if len(r.safe) == 0 {
		if err := r.addSafe(); err != nil {
			return err
		}
	}
	t.After(nn.Every(max(1, r.Config.Steps/safePoints)), func(*nn.Step) error { return r.addSafe() })
	return nil
}

// addSafe keeps the last two states.
func (r *Run) addSafe() error {
	s, err := r.Save()
	if err != nil {
		return err
	}
	s.Safe = nil
	r.safe = append(slices.Clone(r.safe[max(0, len(r.safe)-1):]), s)
	return nil
}

// rewind brings the run back after a NaN or an infinity, to the last state kept, and where
// that led to the next one too, to the one before. It says whether training goes on.
func (r *Run) rewind() (again bool, err error) {
	if !r.rewinds() || len(r.Rewinds) == mostRewinds || len(r.safe) == 0 {
		return false, nil
	}
	kept, spent, rewinds := slices.Clone(r.safe), r.Spent, r.Rewinds
	if n := len(rewinds); n > 0 && len(kept) > 1 && rewinds[n-1].To == kept[1].Done {
		kept = kept[:1]
	}
	to, failed := kept[len(kept)-1], r.Done
	if err := r.Restore(to); err != nil {
		return false, err
	}
	r.safe, r.Spent = kept, spent
	r.Rewinds = append(slices.Clone(rewinds), Rewind{Step: failed, To: to.Done})
	r.Rewinds[len(rewinds)].LearningRate = r.rate()
	return true, nil
}

// OnRewind tells in words of every rewind; say may be nil.
func OnRewind(say func(string)) Hook {
	told := -1
	return func(r *Run, _ *nn.Trainer) {
		n := len(r.Rewinds)
		if told >= 0 && n > told && say != nil {
			last := r.Rewinds[n-1]
			say(fmt.Sprintf("a NaN or an infinity came up in step %d: goes on from step %d at half the learning rate, %.3g (%d of %d times)", last.Step, last.To, last.LearningRate, n, mostRewinds))
		}
		told = n
	}
}
