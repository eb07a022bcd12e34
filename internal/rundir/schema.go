package rundir

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/task"
)

// DataFile describes what goes into the network and comes out: names, ranges of the
// training data, and the standardisation of a table.
const DataFile = "data.json"

// writeData writes the description of the data.
func (f *Folder) writeData(d *task.Data) error {
	b, err := json.MarshalIndent(d.Schema, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", DataFile, err)
	}
	return f.write(DataFile, append(b, '\n'))
}

// readData reads it back.
func readData(path string) (*task.Data, error) {
	name := filepath.Join(path, DataFile)
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%w: name the folder of a run that `bimt train` made", err)
	}
	var s task.Schema
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("%s: %w: train again", name, err)
	}
	d, err := s.Data()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: train again", name, err)
	}
	return d, nil
}

// ReadTrained makes the network of a run's folder as training left it, with its settings
// and the description of its data, which has no rows: the data themselves need not be
// there any more.
func ReadTrained(path string) (*experiment.Config, *experiment.Network, *task.Data, error) {
	d, err := readData(path)
	if err != nil {
		return nil, nil, nil, err
	}
	c, err := ReadConfig(path)
	if err != nil {
		return nil, nil, nil, err
	}
	if d.Loss, err = task.FindLoss(c.Loss); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", filepath.Join(path, ConfigFile), err)
	}
	n, err := c.NewNetwork(d)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", filepath.Join(path, ConfigFile), err)
	}
	return c, n, d, LoadModel(filepath.Join(path, ModelFile), n)
}
