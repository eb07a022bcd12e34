package sweep

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
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
		first, err := p.first(base)
		if err == nil {
			_, err = first.MakeData(ctx)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", base.Experiment, err)
		}
	}
	return nil
}

// first is the first run of an experiment: of each setting the first value, of what is
// drawn the first point. There may be a million others.
func (p *Plan) first(base *run.Config) (*run.Config, error) {
	vary, err := p.varied(base)
	if err != nil {
		return nil, err
	}
	points, err := p.draw(vary)
	if err != nil {
		return nil, err
	}
	all := []Job{{Config: base}}
	for _, v := range vary {
		if !v.drawn {
			if all, err = combine(all, []Vary{{Key: v.Key, Values: v.Values[:1]}}); err != nil {
				return nil, err
			}
		}
	}
	if len(points) > 0 {
		if all, err = combinePoints(all, points[:1]); err != nil {
			return nil, err
		}
	}
	return all[0].Config, all[0].Config.Check()
}
