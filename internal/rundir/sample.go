package rundir

import (
	"errors"

	"github.com/gobimt/bimt/internal/experiment"
)

// SampleFile is text that a trained model of characters wrote.
const SampleFile = "sample.txt"

// writeSample has a model of characters write some text; other runs, and runs that ended
// in a NaN, have none. A model that can't write leaves a note.
func (f *Folder) writeSample(r *experiment.Result) error {
	if experiment.IsNonFinite(r.Err) {
		return nil
	}
	text, err := r.Sample()
	if errors.Is(err, experiment.ErrNoText) {
		f.Notes = append(f.Notes, err.Error())
		return nil
	}
	if err != nil || text == "" {
		return err
	}
	f.Sample = text
	return f.write(SampleFile, []byte(text+"\n"))
}
