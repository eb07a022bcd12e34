package rundir

import (
	"context"
	"errors"

	"github.com/gobimt/bimt/internal/experiment"
)

// Record writes the settings of a run, trains it, and keeps its log in metrics.csv
// while it goes on. report may be nil. WriteResult writes what came of it.
func (f *Folder) Record(ctx context.Context, run *experiment.Run, report func(experiment.Progress)) (*experiment.Result, error) {
	if err := f.WriteConfig(run.Config); err != nil {
		return nil, err
	}
	log, err := f.Metrics()
	if err != nil {
		return nil, err
	}
	var logErr error
	result, err := run.Train(ctx, func(p experiment.Progress) {
		if e := log.Write(p.Line); logErr == nil {
			logErr = e
		}
		if report != nil {
			report(p)
		}
	})
	if err := errors.Join(err, logErr, log.Close()); err != nil {
		return nil, err
	}
	return result, nil
}
