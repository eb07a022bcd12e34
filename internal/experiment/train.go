package experiment

import (
	"context"
	"errors"
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
)

// Progress is what a run reports while it goes on, at every line of its log.
type Progress struct {
	Line
	Steps     int
	Elapsed   time.Duration
	Remaining time.Duration
}

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

// Result is a run that has ended: well, early by a cancelled context, or by a NaN.
type Result struct {
	*Run
	Lines       []Line
	Done        int // steps
	Train, Test task.Score
	Relocations int
	Seconds     float64
	StepMS      float64 // a step, without relocations and test
	RelocateMS  float64 // a relocation, 0 if there was none
	// Measures describe the network that a finished run made, nil for other runs. If
	// it could not be measured, MeasureErr says why.
	Measures   *Measures
	MeasureErr error
	// Err is why the run ended before its last step, nil if it did not.
	Err error
}

// Train runs all steps. report is called at every line of the log and may be nil. A
// cancelled context or a NaN ends the run with what was reached; Result.Err says so.
// The error returned is of a run that could not go on for another reason.
func (r *Run) Train(ctx context.Context, report func(Progress)) (*Result, error) {
	res := &Result{Run: r}
	var spent clock
	t := nn.Trainer{Session: r.session, Loss: r.loss, Optimizer: r.adam, Rate: nn.Constant(r.Config.LearningRate), Steps: r.Config.Steps}
	t.Before(nn.Always, r.prepare)
	if r.Config.swaps() {
		t.After(nn.Every(r.Config.SwapEvery), func(*nn.Step) error { return r.relocate(res, &spent) })
	}
	start := time.Now()
	t.After(nn.EveryAndLast(r.Config.LogEvery), func(s *nn.Step) error {
		return r.log(res, s, start, &spent, report)
	})
	res.Done, res.Err = t.Run(ctx)
	total := time.Since(start)
	res.Seconds = total.Seconds()
	if res.Done > 0 {
		res.StepMS = (total - spent.relocating - spent.looking).Seconds() * 1e3 / float64(res.Done)
	}
	if res.Relocations > 0 {
		res.RelocateMS = spent.relocating.Seconds() * 1e3 / float64(res.Relocations)
	}
	if res.Err != nil && ctx.Err() == nil && !IsNonFinite(res.Err) {
		return res, res.Err
	}
	var err error
	if res.Train, res.Test, err = r.Scores(); err == nil && res.Err == nil {
		res.Measures, res.MeasureErr = r.Measure()
	}
	return res, err
}

func (r *Run) relocate(res *Result, spent *clock) error {
	start := time.Now()
	defer func() { spent.relocating += time.Since(start) }()
	res.Relocations++
	_, err := r.Network.Space.Relocate(r.Config.Relocation())
	return err
}

// log evaluates on the test data, keeps a line and reports progress.
func (r *Run) log(res *Result, s *nn.Step, start time.Time, spent *clock, report func(Progress)) error {
	began := time.Now()
	defer func() { spent.looking += time.Since(began) }()
	out, err := r.test.PredictSet(r.Data.Test)
	if err != nil {
		return err
	}
	score := r.Data.Score(r.Data.Test, out)
	active, _ := ActiveWeights(r.Network.Space, ActiveAbove)
	line := Line{
		Step: s.Index + 1, TrainLoss: s.Loss, TestLoss: score.Loss, TestAccuracy: score.Accuracy, Cost: r.session.Scalar(r.penalty.Cost),
		Lambda: r.session.Scalar(r.penalty.Lambda), Locality: r.session.Scalar(r.penalty.Locality), Active: active,
	}
	res.Lines = append(res.Lines, line)
	if report != nil {
		elapsed := time.Since(start)
		left := time.Duration(float64(elapsed) / float64(line.Step) * float64(s.Steps-line.Step))
		report(Progress{Line: line, Steps: s.Steps, Elapsed: elapsed, Remaining: left})
	}
	return nil
}

// Interrupted says whether the run was ended from outside.
func (r *Result) Interrupted() bool {
	return errors.Is(r.Err, context.Canceled) || errors.Is(r.Err, context.DeadlineExceeded)
}

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
