package run

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/task"
)

// Option says how a run is opened.
type Option int

// WithoutRows takes the description of the data that the folder holds in place of the data
// themselves, which need not be there any more: enough to predict and to draw.
const WithoutRows Option = iota

// Open makes the run of a folder as training left it: its settings, its network, and its
// data unless it is opened without rows. What the optimizer remembered is not in the folder:
// Train goes on, but not with the bits of a run that was never stopped (see State).
func Open(ctx context.Context, folder string, options ...Option) (*Run, error) {
	var d *task.Data
	var err error
	if slices.Contains(options, WithoutRows) {
		if d, err = readData(folder); err != nil {
			return nil, err
		}
	}
	c, err := ReadConfig(folder)
	if err != nil {
		return nil, err
	}
	if d == nil {
		d, err = c.dataOf(ctx, folder)
	} else {
		d.Loss, err = task.FindLoss(c.Loss)
	}
	if err != nil {
		return nil, err
	}
	return reopen(c, d, folder)
}

// dataOf makes the data of a run's folder: a table with the scaling and the split that the
// folder remembers, whatever it began with.
func (c *Config) dataOf(ctx context.Context, folder string) (*task.Data, error) {
	before, err := describedIn(folder)
	if err != nil {
		return nil, err
	}
	if t, is := c.Data.Of.(*task.Table); is {
		t.Rescale = false
	}
	return c.makeData(ctx, before)
}

// OpenWeights makes the run of settings whose init names the file of weights, which may be
// from elsewhere. It is New for a network that is looked at and, maybe, never trained.
func OpenWeights(ctx context.Context, c *Config) (*Run, error) {
	if c.Init == "" {
		return nil, fmt.Errorf("init: name a file of weights")
	}
	d, err := c.MakeData(ctx)
	if err != nil {
		return nil, err
	}
	return assemble(c, d)
}

func reopen(c *Config, d *task.Data, folder string) (*Run, error) {
	plain := *c
	plain.Init, plain.Mapping = "", "" // the weights it began with may be gone
	r, err := assemble(&plain, d)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(folder, ConfigFile), err)
	}
	r.Config = c
	if _, err := r.Network.LoadWeights(filepath.Join(folder, ModelFile), ""); err != nil {
		return nil, err
	}
	e, err := readEnd(folder)
	r.Done = e.Steps
	return r, unlessMissing(err)
}

// ReadConfig reads the settings of a run's folder.
func ReadConfig(folder string) (*Config, error) {
	return Load(filepath.Join(folder, ConfigFile))
}
