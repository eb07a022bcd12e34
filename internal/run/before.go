package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/task"
)

// dataKey is the metadata key of a file of weights under which it describes what they were
// trained on, as DataFile does.
const dataKey = "data"

// trainedOn is what a file of weights says it was trained on; what it does not say,
// DataFile beside it may. It is nil if neither does.
func trainedOn(path string) (*task.Schema, error) {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if text, ok := f.Metadata[dataKey]; ok {
		s := &task.Schema{}
		if err := json.Unmarshal([]byte(text), s); err != nil {
			return nil, fmt.Errorf("%s: metadata key %s: %w", path, dataKey, err)
		}
		return s, nil
	}
	return describedIn(filepath.Dir(path))
}

// describedIn reads the description of the data in a folder, nil if it has none.
func describedIn(folder string) (*task.Schema, error) {
	name := filepath.Join(folder, DataFile)
	b, err := atomicfile.Read(name, mostText)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &task.Schema{}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// continueTable has a table brought into the form that weights were trained on, if these
// say which. Weights of other data, with inputs that have no names, are left alone.
func continueTable(t *task.Table, s *task.Schema) error {
	if s == nil || len(s.Inputs) == 0 || s.Tokens > 0 || s.Length > 0 {
		return nil
	}
	if _, err := s.Data(); err != nil {
		return fmt.Errorf("what the weights say of their data: %w", err)
	}
	t.Before(s)
	return nil
}
