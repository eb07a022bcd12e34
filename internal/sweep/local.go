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

// Local is this machine: so many runs at a time, each on one goroutine.
type Local struct {
	Jobs     int
	Pictures picture.Formats
	Every    time.Duration // between checkpoints of a run; 0: only when interrupted
}

// Train implements Runner.
func (l Local) Train(ctx context.Context, dir string, tasks <-chan Task, tell Tell) error {
	if l.Jobs < 1 {
		return fmt.Errorf("jobs: %d: give at least 1", l.Jobs)
	}
	if l.Jobs > 1 {
		defer graph.SetWorkers(graph.Workers())
		graph.SetWorkers(1)
	}
	var wait sync.WaitGroup
	var first sync.Once
	for range l.Jobs {
		wait.Go(func() {
			for t := range tasks {
				first.Do(func() { _, _ = t.Config.MakeData(ctx) }) // what must be downloaded is, once; errors come again
				l.train(ctx, dir, t, tell)
			}
		})
	}
	wait.Wait()
	return nil
}

// train makes one run and its folder, and tells how that ended.
func (l Local) train(ctx context.Context, dir string, t Task, tell Tell) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tell(Event{Kind: Began, Run: t.Run}, nil)
	leave := Leave{Pictures: l.Pictures, Whole: true, Every: l.Every, Report: func(p run.Progress) {
		if tell(Event{Kind: Stepped, Run: t.Run, Step: p.Step, Loss: p.TrainLoss}, nil) != "" {
			cancel()
		}
	}}
	summary, err := TrainIn(ctx, filepath.Join(dir, t.Folder), t.Job, leave)
	switch {
	case err != nil && ctx.Err() == nil:
		tell(Event{Kind: Failed, Run: t.Run, Err: err}, nil)
	case summary != nil:
		tell(Event{Kind: Ended, Run: t.Run}, summary)
	}
}

// TrainIn makes a run and its folder, going on with what is there of it. The summary is
// nil if it was interrupted.
func TrainIn(ctx context.Context, path string, j Job, leave Leave) (s *measure.Summary, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: panic: %v", j.Name, p)
		}
	}()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	t, err := run.New(ctx, j.Config)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, &SettingError{j.Name, err}
	}
	folder, err := takeOver(path, t)
	if err != nil {
		return nil, err
	}
	defer folder.Close() // nothing is written to the lock
	if s, err = Record(ctx, folder, t, leave); err != nil {
		return nil, fmt.Errorf("%s: %w", j.Name, err)
	}
	return s, nil
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
