package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// Leave says what a run leaves in its folder.
type Leave struct {
	Pictures picture.Formats
	Example  int                // test row whose attention is drawn
	Report   func(run.Progress) // at every line of the log; may be nil
	Say      func(doing string) // what is done after the last step, and what went wrong; may be nil
	Whole    bool               // nothing but a checkpoint is made of a run that was interrupted
	Every    time.Duration      // between checkpoints; 0: only when interrupted
	Named    map[string]string  // what config.yaml calls the files that settings name, by their keys; nil: as they are
	// Snapshots is how many are kept for a movie, or run.AutoSnapshots.
	Snapshots int
}

// Record trains a run in its folder: settings, metrics and checkpoints while it goes on,
// then the network, and only then what is made of it, the summary last. A run that is
// interrupted leaves a checkpoint, from which run.GoOn goes on; a finished one has none.
// What fails after the training keeps nothing else from being written, but for the network:
// without it the run is not finished. The error says all of it, and why the run ended if
// that was no interruption and no NaN. The summary is nil if there is none.
func Record(ctx context.Context, f *run.Folder, r *run.Run, l Leave) (*measure.Summary, error) {
	said, err := l.said(r.Config)
	if err != nil {
		return nil, err
	}
	if err := f.WriteConfig(said); err != nil {
		return nil, err
	}
	log, err := f.Metrics()
	if err != nil {
		return nil, err
	}
	keep := f.Checkpoints(l.Every, l.Say)
	film := f.Snapshots(r, l.Snapshots)
	keep.Before = film.Write
	l.tell(f)
	ended := r.Train(ctx, log.Hook, run.OnLine(l.report), run.OnRewind(l.Say), film.Hook, keep.Hook)
	failed := []error{log.Close(), film.Write(r)}
	if ended == nil {
		var unwritten error
		unwritten, ended = afterTraining(ctx, f, r, l, keep)
		failed = append(failed, unwritten)
	} else if run.IsInterrupted(ended) {
		failed = append(failed, keep.Keep(r))
	}
	if run.IsInterrupted(ended) && l.Whole {
		return nil, errors.Join(failed...)
	}
	if !run.IsInterrupted(ended) && !run.IsNonFinite(ended) {
		failed = append(failed, ended)
	}
	s, err := write(ctx, f, r, l, keep)
	return s, errors.Join(append(failed, err)...)
}

// said is what config.yaml says of settings.
func (l Leave) said(c *run.Config) (*run.Config, error) {
	named := *c
	for key, path := range l.Named {
		if err := settings.Put(&named, key, path); err != nil {
			return nil, err
		}
	}
	return &named, nil
}

func (l Leave) report(p run.Progress) {
	if l.Report != nil {
		l.Report(p)
	}
}

// tell says what the folder's notes say, once.
func (l Leave) tell(f *run.Folder) {
	if l.Say == nil {
		return
	}
	for _, note := range f.Notes {
		l.Say(note)
	}
	f.Notes = nil
}

// quickWeights is how many weights are measured and drawn before anyone wonders.
const quickWeights = 50_000

// tellLong says why a large network that has made its last step is not done.
func (l Leave) tellLong(r *run.Run) {
	if _, weights := run.ActiveWeights(r.Network.Space, 0); l.Say != nil && r.Finished() && weights > quickWeights && weights <= run.MostMeasured {
		line := fmt.Sprintf("measures the structure of %d weights", weights)
		if l.Pictures != picture.None {
			line += ", and draws them"
		}
		l.Say(line)
	}
}

// write leaves the network, and then what is made of it.
func write(ctx context.Context, f *run.Folder, r *run.Run, l Leave, keep *run.Checkpoints) (*measure.Summary, error) {
	c := r.Config
	if err := f.WriteModel(r, map[string]string{"method": c.Method, "seed": fmt.Sprint(c.Seed)}); err != nil {
		if f.CanGoOn() {
			err = fmt.Errorf("%w: once it can be written, `bimt resume %s` goes on from the last checkpoint", err, f.Path)
		}
		return nil, err // no finished run without its network
	}
	failed := []error{f.WriteData(r.Data), f.WriteElsewhere(r)}
	l.tellLong(r)
	s, err := measure.Summarize(r)
	if err != nil {
		return nil, errors.Join(append(failed, err)...)
	}
	whole := r.Err == nil
	if !whole { // who interrupts a run does not wait for pictures
		failed = append(failed, writeSummary(f, s))
	}
	if err := picture.Draw(f, picture.Scene{Run: r, Summary: s, Example: l.Example}, l.Pictures); err != nil {
		failed = append(failed, fmt.Errorf("%w\nthe network is saved: `bimt plot %s` draws it again", err, f.Path))
	}
	if err := f.WriteSample(ctx, r); err != nil && !run.IsInterrupted(err) {
		failed = append(failed, fmt.Errorf("%s: %w", run.SampleFile, err))
	}
	if !whole {
		return s, errors.Join(failed...)
	}
	if r.Err = ctx.Err(); r.Err != nil { // all steps are done, but not all is written
		failed = append(failed, keep.Flush(r))
		if l.Whole {
			return nil, errors.Join(failed...)
		}
		if s, err = measure.Summarize(r); err != nil {
			return nil, errors.Join(append(failed, err)...)
		}
	}
	failed = append(failed, writeSummary(f, s))
	if s.Finished {
		failed = append(failed, f.Forget())
	}
	return s, errors.Join(failed...)
}

func writeSummary(f *run.Folder, s *measure.Summary) error {
	b, err := s.JSON()
	if err != nil {
		return err
	}
	return f.Write(run.SummaryFile, b)
}

// shortWork is what may be lost after the last step without a checkpoint.
const shortWork = time.Second

// afterTraining cuts and refits a trained run, if that is wanted. The second error is why
// the run ended so. Interrupted from here on, it goes on from the state before.
func afterTraining(ctx context.Context, f *run.Folder, r *run.Run, l Leave, keep *run.Checkpoints) (failed, ended error) {
	if err := keep.Hold(r); err != nil {
		return err, nil
	}
	finish := r.Config.Finish > 0
	if l.Every > 0 && finish || keep.Due(shortWork) {
		_ = keep.Flush(r) // it is told of, and no failure of a run that comes to its end
	}
	if !finish {
		return nil, nil
	}
	result, err := r.Finish(ctx, l.Say)
	if run.IsInterrupted(err) {
		failed = errors.Join(failed, keep.Flush(r))
	}
	if err != nil {
		return failed, err
	}
	b, err := run.JSON(run.FinishFile, result)
	if err == nil {
		err = f.Write(run.FinishFile, b)
	}
	return errors.Join(failed, err), nil
}
