package sweep

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/settings"
)

// Prepare has the experiments of a plan mean the same everywhere: files by their full path,
// matrix products by who computes them here. It makes their data once, to find what is wrong with
// them before anything is written.
func (p *Plan) Prepare(ctx context.Context) error {
	for i, base := range p.Bases {
		for _, f := range filesOf(base) {
			full, err := filepath.Abs(f.value)
			if err == nil {
				err = settings.Put(base, f.key, full)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", f.key, err)
			}
		}
		if i > 0 && base.BLAS != "auto" && base.BLAS != p.Bases[0].BLAS {
			return fmt.Errorf("blas: %s of %s, %s of %s: a sweep has one", base.BLAS, base.Experiment, p.Bases[0].BLAS, p.Bases[0].Experiment)
		}
		if err := blas.Use(base.BLAS); err != nil {
			return fmt.Errorf("blas: %w", err)
		}
		base.BLAS = blas.Choice()
	}
	return p.tryData(ctx)
}

// tryData makes the data of the first run of each experiment.
func (p *Plan) tryData(ctx context.Context) error {
	for _, base := range p.Bases {
		one := *p
		one.Bases = p.Bases[:0:0]
		one.Bases = append(one.Bases, base)
		jobs, err := one.jobsOf(base)
		if err != nil {
			return fmt.Errorf("%s: %w", base.Experiment, err)
		}
		first := *jobs[0].Config
		if _, err := first.MakeData(ctx); err != nil {
			return fmt.Errorf("%s: %w", base.Experiment, err)
		}
	}
	return nil
}
