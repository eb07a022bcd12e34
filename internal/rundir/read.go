package rundir

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/task"
)

// ReadSummary reads the summary.json of a run's folder. An error is fs.ErrNotExist if
// there is none.
func ReadSummary(path string) (*Summary, error) {
	name := filepath.Join(path, SummaryFile)
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s := &Summary{}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("%s: %w: it is no summary of a run", name, err)
	}
	return s, nil
}

// ReadConfig reads the settings of a run's folder.
func ReadConfig(path string) (*experiment.Config, error) {
	return experiment.Load(filepath.Join(path, ConfigFile))
}

// ReadNetwork makes the network of a run's folder as training left it, with the data
// that it learned from.
func ReadNetwork(ctx context.Context, path string) (*experiment.Network, *task.Data, error) {
	c, err := ReadConfig(path)
	if err != nil {
		return nil, nil, err
	}
	d, err := c.MakeData(ctx)
	if err != nil {
		return nil, nil, err
	}
	n, err := c.NewNetwork(d)
	if err != nil {
		return nil, nil, err
	}
	if err := LoadModel(filepath.Join(path, ModelFile), n); err != nil {
		return nil, nil, err
	}
	return n, d, nil
}

// Finished says whether a folder holds a finished run.
func Finished(path string) (bool, error) {
	s, err := ReadSummary(path)
	var broken *json.SyntaxError
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.As(err, &broken):
		return false, nil
	case err != nil:
		return false, err
	}
	return s.Finished, nil
}
