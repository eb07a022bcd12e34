package sweep

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

// Event is what happens while a sweep runs.
type Event struct {
	Run   *Run // with a Summary if it has just ended
	Steps int  // done of all runs, in this call of Sweep.Run
}

// SettingError is that of a run that its settings don't allow.
type SettingError struct {
	Name string // of the run
	Err  error
}

// Error implements error.
func (e *SettingError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap gives Err.
func (e *SettingError) Unwrap() error { return e.Err }

// Run trains all runs that are not finished, at most jobs at a time, each on one
// goroutine. report is called by one goroutine at a time and may be nil. A cancelled
// context ends it: runs in flight leave a checkpoint, from which the next call goes on. A run that
// ends in a NaN is kept too; any other failure ends the others.
func (s *Sweep) Run(ctx context.Context, jobs int, report func(Event)) error {
	if jobs < 1 {
		return fmt.Errorf("jobs: %d: give at least 1", jobs)
	}
	todo := s.Todo()
	if jobs = min(jobs, len(todo)); jobs > 1 {
		defer graph.SetWorkers(graph.Workers())
		graph.SetWorkers(1)
	}
	if len(todo) > 0 { // data that must be downloaded are, once
		if _, err := todo[0].Config.MakeData(ctx); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return &SettingError{todo[0].Name, err}
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &workers{dir: s.Dir, every: s.Every, report: report, steps: map[*Run]int{}}
	queue := make(chan *Run, len(todo))
	for _, r := range todo {
		queue <- r
	}
	close(queue)
	var wait sync.WaitGroup
	for range jobs {
		wait.Go(func() {
			for r := range queue {
				if err := w.train(ctx, r); err != nil {
					cancel(err)
				}
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// workers is what the goroutines share.
type workers struct {
	dir    string
	every  time.Duration // between checkpoints
	report func(Event)
	mu     sync.Mutex
	steps  map[*Run]int // done
	total  int
}

// at reports that so many steps of a run are done; summary, if any, ends it.
func (w *workers) at(r *Run, step int, summary *measure.Summary) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.total += step - w.steps[r]
	w.steps[r], r.Summary = step, summary
	if w.report != nil {
		w.report(Event{Run: r, Steps: w.total})
	}
}

// train makes one run and its folder.
func (w *workers) train(ctx context.Context, r *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: panic: %v", r.Name, p)
		}
	}()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	t, err := run.New(ctx, r.Config)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return &SettingError{r.Name, err}
	}
	folder, err := takeOver(filepath.Join(w.dir, r.Folder), t)
	if err != nil {
		return err
	}
	defer folder.Close() // nothing is written to the lock
	summary, err := Record(ctx, folder, t, Leave{Pictures: picture.SVG, Whole: true, Every: w.every, Report: func(p run.Progress) { w.at(r, p.Step, nil) }})
	if err != nil {
		return fmt.Errorf("%s: %w", r.Name, err)
	}
	if summary == nil {
		return context.Cause(ctx) // interrupted: the next call goes on
	}
	w.at(r, r.Config.Steps, summary)
	return nil
}

// takeOver goes on with a run of the same settings; anything else that is not finished, or
// is to be run again, is overwritten.
func takeOver(path string, r *run.Run) (*run.Folder, error) {
	folder, err := run.GoOn(path, r, picture.Files()...)
	if errors.Is(err, run.ErrOther) || errors.Is(err, run.ErrDone) {
		return run.Create(path, true, picture.Files()...)
	}
	return folder, err
}
