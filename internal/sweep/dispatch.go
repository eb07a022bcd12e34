package sweep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// Attempts is how often a run is tried that fails.
const Attempts = 3

// Task is a run that waits for its training.
type Task struct {
	*Run
	Attempt int      // from 1
	Avoid   []string // workers where it has failed, to try others first
}

// Tell is how a runner reports: that a run began, made steps, ended (with its summary, its
// folder being in place), or failed. It may be called from any goroutine, and again for the same end: the
// first counts. Of a run that is to end early it returns why.
type Tell func(e Event, s *measure.Summary) (early string)

// Runner is who trains the runs of a sweep: goroutines, processes, machines.
type Runner interface {
	// Train has tasks trained into their folders below dir, until the channel is closed and
	// nothing is left to do. It fails if it can't go on at all, and ends soon when
	// the context does. A run may be trained twice; its folder must appear whole or not at all.
	Train(ctx context.Context, dir string, tasks <-chan Task, tell Tell) error
}

// FailedError lists runs that failed as often as they were tried.
type FailedError struct{ Runs []*Run }

// Error implements error.
func (e *FailedError) Error() string {
	first := e.Runs[0]
	return fmt.Sprintf("%d of the runs failed; the first, %s: %v", len(e.Runs), first.Name, first.Err)
}

// Unwrap gives the errors of all.
func (e *FailedError) Unwrap() (all []error) {
	for _, r := range e.Runs {
		all = append(all, r.Err)
	}
	return all
}

// Run has all runs trained that are not finished. report is called by one goroutine at a
// time and may be nil. A cancelled context ends it: runs in flight on this machine leave a
// checkpoint, from which the next call goes on. A run that ends in a NaN is kept too; one that fails is
// tried again, elsewhere if that is possible, and then listed: the error is a *FailedError.
func (s *Sweep) Run(ctx context.Context, by Runner, report func(Event)) error {
	d := &dispatch{sweep: s, report: report, state: map[*Run]*progress{}}
	d.wake = sync.NewCond(&d.mu)
	for _, r := range s.Todo() {
		r.Err, r.Early = nil, ""
		d.queue = append(d.queue, Task{Run: r, Attempt: 1})
		d.left++
	}
	if d.left == 0 {
		return context.Cause(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, d.wake.Broadcast)()
	tasks := make(chan Task)
	go d.feed(ctx, tasks)
	err := by.Train(ctx, s.Dir, tasks, d.tell)
	d.mu.Lock() // nobody tells anything any more
	defer d.mu.Unlock()
	d.failed = append(d.failed, s.lose()...)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case d.left > 0:
		return fmt.Errorf("%d runs were not made", d.left)
	case len(d.failed) > 0:
		return &FailedError{d.failed}
	}
	return nil
}

// lose forgets runs that are not in the folder any more, as it was removed since they were
// finished.
func (s *Sweep) lose() (lost []*Run) {
	for _, r := range s.Runs {
		path := filepath.Join(s.Dir, r.Folder)
		if _, err := os.Stat(filepath.Join(path, run.SummaryFile)); r.Summary != nil && errors.Is(err, fs.ErrNotExist) {
			r.Summary, r.Err = nil, fmt.Errorf("%s was removed since it was finished: the same command trains it again", path)
			lost = append(lost, r)
		}
	}
	return lost
}

// dispatch gives out tasks and keeps account of them.
type dispatch struct {
	sweep  *Sweep
	report func(Event)

	mu     sync.Mutex
	wake   *sync.Cond // when the queue or left changes
	queue  []Task
	left   int // runs that have not come to an end
	state  map[*Run]*progress
	steps  int
	failed []*Run
}

// progress is what is known of a run on its way.
type progress struct {
	steps   int
	attempt int // failures so far
	avoid   []string
	over    bool
}

func (d *dispatch) of(r *Run) *progress {
	if d.state[r] == nil {
		d.state[r] = &progress{}
	}
	return d.state[r]
}

// feed sends tasks until all runs have come to an end.
func (d *dispatch) feed(ctx context.Context, tasks chan<- Task) {
	defer close(tasks)
	for {
		t, ok := d.next(ctx)
		if !ok {
			return
		}
		select {
		case tasks <- t:
		case <-ctx.Done():
			return
		}
	}
}

// next waits for a task; false means that there will be none.
func (d *dispatch) next(ctx context.Context) (Task, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		for len(d.queue) == 0 && d.left > 0 && ctx.Err() == nil {
			d.wake.Wait()
		}
		if d.left == 0 || ctx.Err() != nil {
			return Task{}, false
		}
		t := d.queue[0]
		d.queue = d.queue[1:]
		if early := d.early(Event{Kind: Began, Run: t.Run}); early != "" {
			d.endEarly(Event{Run: t.Run}, early)
			continue
		}
		return t, true
	}
}

// early asks whether a run is to end early, and why.
func (d *dispatch) early(e Event) string {
	if d.sweep.EndEarly == nil {
		return ""
	}
	return d.sweep.EndEarly(e)
}

// tell is the Tell of a runner.
func (d *dispatch) tell(e Event, s *measure.Summary) (early string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if e.Run == nil {
		d.say(e)
		return ""
	}
	p := d.of(e.Run)
	if p.over {
		return e.Run.Early
	}
	switch e.Kind {
	case Stepped:
		d.step(p, e.Step)
		if early = d.early(e); early != "" {
			d.endEarly(e, early)
			return early
		}
	case Ended:
		d.step(p, e.Run.Config.Steps)
		e.Run.Summary = s
		if d.sweep.Plan != nil { // there may be very many
			e.Run.Summary = s.Lean()
		}
		d.end(p)
	case Failed:
		d.fail(p, e)
	}
	d.say(e)
	return ""
}

// step counts the steps of a run, which may begin anew.
func (d *dispatch) step(p *progress, step int) {
	d.steps += step - p.steps
	p.steps = step
}

func (d *dispatch) say(e Event) {
	e.Steps = d.steps
	if d.report != nil {
		d.report(e)
	}
}

// end has a run come to its end.
func (d *dispatch) end(p *progress) {
	*p = progress{over: true, steps: p.steps}
	d.left--
	d.wake.Broadcast()
}

func (d *dispatch) endEarly(e Event, why string) {
	e.Kind, e.Run.Early = Early, why
	d.end(d.of(e.Run))
	d.say(e)
}

// fail has a run tried again, or gives it up.
func (d *dispatch) fail(p *progress, e Event) {
	e.Run.Err = e.Err
	d.step(p, 0)
	p.attempt++
	if !slices.Contains(p.avoid, e.Worker) {
		p.avoid = append(p.avoid, e.Worker)
	}
	if wrong := (*SettingError)(nil); p.attempt < Attempts && !errors.As(e.Err, &wrong) {
		d.queue = append(d.queue, Task{e.Run, p.attempt + 1, p.avoid})
		d.wake.Broadcast()
		return
	}
	d.failed = append(d.failed, e.Run)
	d.end(p)
}
