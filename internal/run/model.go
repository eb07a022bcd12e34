package run

import (
	"maps"

	"github.com/gobimt/bimt/bimt/checkpoint"
)

// WriteModel writes the network, with what the metadata say beside the experiment and the
// version.
func (f *Folder) WriteModel(r *Run, metadata map[string]string) error {
	full := map[string]string{"experiment": r.Config.Experiment, "version": Version()}
	maps.Copy(full, metadata)
	if err := checkpoint.Save(f.path(ModelFile), r.Network.Params.All(), r.Network.Space, full); err != nil {
		return err
	}
	f.note(ModelFile)
	return nil
}
