package sweep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// Source is where a worker gets its orders and leaves what it made. It is used by several
// goroutines at once.
type Source interface {
	// Next waits for an order. The error is io.EOF when there will be none any more.
	Next(ctx context.Context) (Claim, error)
	// Blob writes the packed file of a sum.
	Blob(ctx context.Context, sum string, w io.Writer) error
}

// Claim is an order that nobody else works at, as long as it is kept alive.
type Claim interface {
	Order() []byte
	// Lease is how long nothing need be heard of it; Alive renews it.
	Lease() time.Duration
	Alive()
	// Begin says that the worker begins; false: nobody needs the run any more, and the claim is given up.
	Begin(ctx context.Context) bool
	// Step reports how far the run is, and asks whether it is to end early.
	Step(ctx context.Context, at Progress) (early bool)
	// Deliver hands over the folder of the run, and waits until it is taken.
	Deliver(ctx context.Context, folder string) error
	// Fail says why there is no run.
	Fail(ctx context.Context, attempt int, why string) error
	// Return gives the order back, for anybody at once, or for others first.
	Return(soon bool)
}

// Progress is how far a run is, and its training loss there.
type Progress struct {
	Step int        `json:"step"`
	Loss run.Number `json:"loss"`
}

// Worker trains what it is ordered to.
type Worker struct {
	Name   string
	Dir    string // for what is on its way
	Jobs   int
	Limits Limits
	Say    func(line string) // may be nil
	// Train is what is done with settings in a folder; nil: TrainIn.
	Train func(ctx context.Context, folder string, j Job, l Leave) (*measure.Summary, error)

	mu    sync.Mutex
	left  map[string]int // how often an order was left to others
	blobs sync.Mutex     // held while files are fetched
	ids   *ids
}

// Work trains until the source has nothing any more, or the context ends.
func (w *Worker) Work(ctx context.Context, from Source) error {
	if w.Jobs < 1 {
		return fmt.Errorf("jobs: %d: give at least 1", w.Jobs)
	}
	if w.Jobs > 1 {
		defer graph.SetWorkers(graph.Workers())
		graph.SetWorkers(1)
	}
	w.ids = newIDs()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	for range w.Jobs {
		wait.Go(func() {
			for ctx.Err() == nil {
				claim, err := from.Next(ctx)
				if err != nil {
					cancel(err)
					return
				}
				w.one(ctx, from, claim)
			}
		})
	}
	wait.Wait()
	if err := context.Cause(ctx); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// one does one order.
func (w *Worker) one(ctx context.Context, from Source, claim Claim) {
	alive := make(chan struct{})
	defer close(alive)
	go keepAlive(claim, alive)
	o, c, err := ParseOrder(claim.Order(), w.Limits)
	if err == nil && w.avoids(o) {
		claim.Return(false)
		return
	}
	if !claim.Begin(ctx) {
		return
	}
	if err == nil {
		err = w.fetch(ctx, from, &o, c)
	}
	var folder string
	if err == nil {
		folder, err = w.train(ctx, claim, o, c)
	}
	if ctx.Err() != nil || err == nil && folder == "" { // interrupted, or ended early
		claim.Return(true)
		return
	}
	if err == nil {
		err = claim.Deliver(ctx, folder)
	}
	if folder != "" {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	if err != nil && ctx.Err() == nil {
		w.say("%s: %v", o.ID, err)
		if err := claim.Fail(ctx, o.Attempt, err.Error()); err != nil {
			w.say("%s: %v", o.ID, err)
		}
	}
}

// avoids says whether to leave an order to others, where this worker has failed at it: not
// for ever, as there may be no others.
func (w *Worker) avoids(o Order) bool {
	if !slices.Contains(o.Avoid, w.Name) {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left == nil {
		w.left = map[string]int{}
	}
	w.left[o.ID]++
	return w.left[o.ID]%5 != 0
}

func (w *Worker) say(format string, args ...any) {
	if w.Say != nil {
		w.Say(fmt.Sprintf(format, args...))
	}
}

func keepAlive(claim Claim, until <-chan struct{}) {
	tick := time.NewTicker(claim.Lease() / 3)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			claim.Alive()
		case <-until:
			return
		}
	}
}

// fetch gets the files that settings name, has the settings name them where they are now,
// and makes sure that the run is the one that was ordered.
func (w *Worker) fetch(ctx context.Context, from Source, o *Order, c *run.Config) error {
	w.blobs.Lock()
	defer w.blobs.Unlock()
	build, err := Build()
	if err != nil {
		return err
	}
	if o.Build != build {
		return fmt.Errorf("it is for version %s, this is %s: workers need the same build", o.Build, build)
	}
	for _, f := range filesOf(c) {
		path, err := w.blob(ctx, from, f.value, o.Files[f.key].Folder)
		if err != nil {
			return fmt.Errorf("%s: %w", f.key, err)
		}
		if err := settings.Put(c, f.key, path); err != nil {
			return err
		}
	}
	id, err := w.ids.of(c)
	if err == nil && id != o.ID {
		err = fmt.Errorf("its settings have the id %s, and it is said to be %q", id, o.ID)
	}
	return err
}

// blob is the path of a file with a sum, which is fetched if it is not there.
func (w *Worker) blob(ctx context.Context, from Source, sum string, folder bool) (string, error) {
	dir := filepath.Join(w.Dir, "data", sum)
	if !exists(dir) {
		if err := w.fetchBlob(ctx, from, sum, dir); err != nil {
			return "", err
		}
	}
	if folder {
		return dir, nil
	}
	found, err := filepath.Glob(filepath.Join(dir, "data*"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("%s: it is not one file", sum)
	}
	return found[0], nil
}

// train makes the run in a folder of its own. The folder is empty if the run was interrupted or ended early.
func (w *Worker) train(ctx context.Context, claim Claim, o Order, c *run.Config) (folder string, err error) {
	if err := blas.Use(c.BLAS); err != nil {
		return "", err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	said := time.Now()
	leave := Leave{Pictures: picture.None, Whole: true, Every: 0, Named: map[string]string{}, Report: func(p run.Progress) {
		if time.Since(said) > time.Second {
			said = time.Now()
			if claim.Step(ctx, Progress{p.Step, run.Number(p.TrainLoss)}) {
				cancel()
			}
		}
	}}
	if o.Pictures {
		leave.Pictures = picture.SVG
	}
	for key, f := range o.Files {
		leave.Named[key] = f.Path
	}
	train := w.Train
	if train == nil {
		train = TrainIn
	}
	folder = filepath.Join(w.Dir, o.ID)
	s, err := train(ctx, folder, Job{Name: o.ID, Config: c}, leave)
	if s == nil || err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	return folder, nil
}
