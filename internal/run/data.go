package run

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/task"
)

// DataFile describes what goes into the network and comes out: names, ranges of the
// training data, and the standardisation of a table.
const DataFile = "data.json"

// WriteData writes the description of the data.
func (f *Folder) WriteData(d *task.Data) error {
	b, err := JSON(DataFile, d.Schema)
	if err != nil {
		return err
	}
	return f.Write(DataFile, b)
}

// readData reads it back.
func readData(path string) (*task.Data, error) {
	name := filepath.Join(path, DataFile)
	b, err := atomicfile.Read(name, mostText)
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
