package run

import (
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/nn"
)

// Line is one line of metrics.csv.
type Line struct {
	Step         int     // steps done
	TrainLoss    float64 // of the step's batch, before its update
	TestLoss     float64 // after it
	TestAccuracy float64 // NaN for a regression
	Cost         float64 // connection cost as charged, before the update
	Lambda       float64
	Locality     float64
	Active       int // weights above ActiveAbove
}

// ActiveAbove is the size a weight must exceed to count as active.
const ActiveAbove = 0.01

// ActiveWeights counts the weights of all wires above a size, and all of them.
func ActiveWeights(s *bimt.Space, above float64) (active, total int) {
	for _, c := range s.Connections() {
		if !c.IsWire() {
			continue
		}
		for _, w := range c.Param().Float64s() {
			total++
			if w > above || w < -above {
				active++
			}
		}
	}
	return active, total
}

// log evaluates on the test data and keeps a line.
func (r *Run) log(s *nn.Step) error {
	began := time.Now()
	defer func() { r.Spent.Looking += time.Since(began) }()
	test, err := r.score(r.Data.Test)
	if err != nil {
		return err
	}
	t := r.training
	active, _ := ActiveWeights(r.Network.Space, ActiveAbove)
	r.Lines = append(r.Lines, Line{
		Step: s.Index + 1, TrainLoss: s.Loss, TestLoss: test.Loss, TestAccuracy: test.Accuracy, Cost: t.session.Scalar(t.penalty.Cost),
		Lambda: t.session.Scalar(t.penalty.Lambda), Locality: t.session.Scalar(t.penalty.Locality), Active: active,
	})
	return nil
}

// Progress is what a run reports while it goes on, at every line of its log. Elapsed is
// the time since Train was called.
type Progress struct {
	Line
	Steps              int
	First              int // steps done before Train was called
	Elapsed, Remaining time.Duration
}

// OnLine reports every line of the log.
func OnLine(report func(Progress)) Hook {
	return func(r *Run, t *nn.Trainer) {
		start, first := time.Now(), r.Done
		t.After(nn.EveryAndLast(r.Config.LogEvery), func(s *nn.Step) error {
			began := time.Now()
			defer func() { r.Spent.Looking += time.Since(began) }()
			elapsed, done := time.Since(start), s.Index+1-first
			left := time.Duration(float64(elapsed) / float64(done) * float64(s.Steps-s.Index-1))
			report(Progress{Line: r.Lines[len(r.Lines)-1], Steps: s.Steps, First: first, Elapsed: elapsed, Remaining: left})
			return nil
		})
	}
}
