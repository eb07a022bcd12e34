package rundir

import (
	"fmt"

	"github.com/gobimt/bimt/internal/experiment"
)

// Pictures says what to draw of a run.
type Pictures int

// PNGs are of the network and its attention alone, and take longer than all SVGs.
const (
	NoPictures Pictures = iota
	SVG
	SVGAndPNG
)

// WriteResult writes the model, the pictures, and last the summary, which makes the
// folder a finished run if the run did all its steps.
func (f *Folder) WriteResult(r *experiment.Result, pictures Pictures) (*Summary, error) {
	c := r.Config
	meta := map[string]string{"experiment": c.Experiment, "method": c.Method, "seed": fmt.Sprint(c.Seed), "version": Version()}
	if err := SaveModel(f.path(ModelFile), r.Network, meta); err != nil {
		return nil, err
	}
	f.note(ModelFile)
	if err := f.writeData(r.Data); err != nil {
		return nil, err
	}
	if pictures != NoPictures {
		if err := f.draw(r, pictures == SVGAndPNG); err != nil {
			return nil, fmt.Errorf("pictures: %w", err)
		}
	}
	if err := f.writeSample(r); err != nil {
		return nil, fmt.Errorf("%s: %w", SampleFile, err)
	}
	s := Summarize(r)
	b, err := s.JSON()
	if err != nil {
		return nil, err
	}
	return s, f.write(SummaryFile, b)
}
