package run

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/gobimt/bimt/bimt/checkpoint"
)

// WriteModel writes the network, with what the metadata say beside the experiment, the
// version and what it was trained on.
func (f *Folder) WriteModel(r *Run, metadata map[string]string) error {
	if err := f.lost(); err != nil {
		return err
	}
	about, err := json.Marshal(r.Data.Schema)
	if err != nil {
		return fmt.Errorf("%s: %w", ModelFile, err)
	}
	full := map[string]string{"experiment": r.Config.Experiment, "version": Version(), dataKey: string(about)}
	maps.Copy(full, metadata)
	if err := checkpoint.Save(f.path(ModelFile), r.Network.Params.All(), r.Network.Space, full); err != nil {
		return err
	}
	f.note(ModelFile)
	return nil
}
