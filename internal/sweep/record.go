package sweep

import (
	"context"
	"errors"
	"fmt"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

// Leave says what a run leaves in its folder.
type Leave struct {
	Pictures picture.Formats
	Example  int                // test row whose attention is drawn
	Report   func(run.Progress) // at every line of the log; may be nil
	Say      func(doing string) // what is done after the last step; may be nil
	Whole    bool               // nothing is made of a run that was interrupted
}

// Record trains a run in its folder: settings and metrics while it goes on, then the
// network, and only then what is made of it, the summary last. What fails after the
// training keeps nothing else from being written, but for the network: without it the run
// is not finished. The error says all of it, and why the run ended if that was no
// interruption and no NaN. The summary is nil if there is none.
func Record(ctx context.Context, f *run.Folder, r *run.Run, l Leave) (*measure.Summary, error) {
	if err := f.WriteConfig(r.Config); err != nil {
		return nil, err
	}
	log, err := f.Metrics()
	if err != nil {
		return nil, err
	}
	ended := r.Train(ctx, run.OnLine(func(p run.Progress) {
		log.Write(p.Line)
		if l.Report != nil {
			l.Report(p)
		}
	}))
	failed := []error{log.Close()}
	if ended == nil && r.Config.Finish > 0 {
		var unwritten error
		unwritten, ended = finish(ctx, f, r, l.Say)
		failed = append(failed, unwritten)
	}
	if run.IsInterrupted(ended) && l.Whole {
		return nil, errors.Join(failed...)
	}
	if !run.IsInterrupted(ended) && !run.IsNonFinite(ended) {
		failed = append(failed, ended)
	}
	c := r.Config
	if err := f.WriteModel(r, map[string]string{"method": c.Method, "seed": fmt.Sprint(c.Seed)}); err != nil {
		return nil, errors.Join(append(failed, err)...) // no finished run without its network
	}
	failed = append(failed, f.WriteData(r.Data))
	s, err := measure.Summarize(r)
	if err != nil {
		return nil, errors.Join(append(failed, err)...)
	}
	failed = append(failed, picture.Draw(f, picture.Scene{Run: r, Summary: s, Example: l.Example}, l.Pictures))
	if err := f.WriteSample(r); err != nil {
		failed = append(failed, fmt.Errorf("%s: %w", run.SampleFile, err))
	}
	b, err := s.JSON()
	if err == nil {
		err = f.Write(run.SummaryFile, b)
	}
	return s, errors.Join(append(failed, err)...)
}

// finish cuts and refits a trained run. The second error is why the run ended so.
func finish(ctx context.Context, f *run.Folder, r *run.Run, say func(string)) (failed, ended error) {
	result, err := r.Finish(ctx, say)
	if err != nil {
		return nil, err
	}
	b, err := run.JSON(run.FinishFile, result)
	if err != nil {
		return err, nil
	}
	return f.Write(run.FinishFile, b), nil
}
