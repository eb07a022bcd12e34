package rundir

import (
	"fmt"

	"github.com/gobimt/bimt/internal/experiment"
)

// WriteResult writes the model, the pictures if wanted, and last the summary, which
// makes the folder a finished run if the run did all its steps.
func (f *Folder) WriteResult(r *experiment.Result, pictures bool) (*Summary, error) {
	c := r.Config
	meta := map[string]string{"experiment": c.Experiment, "method": c.Method, "seed": fmt.Sprint(c.Seed), "version": Version()}
	if err := SaveModel(f.path(ModelFile), r.Network, meta); err != nil {
		return nil, err
	}
	f.note(ModelFile)
	if pictures {
		if err := f.draw(r); err != nil {
			return nil, fmt.Errorf("pictures: %w", err)
		}
	}
	s := Summarize(r)
	b, err := s.JSON()
	if err != nil {
		return nil, err
	}
	return s, f.write(SummaryFile, b)
}
