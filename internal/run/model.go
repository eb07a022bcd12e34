package run

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/safetensors"
	"gorgonia.org/tensor"
)

// axisRecord is what a file of weights remembers of an axis, in its metadata: which
// neuron stands at each place, and where the places are.
type axisRecord struct {
	Name        string      `json:"name"`
	Order       []int       `json:"order"`
	Coordinates [][]float64 `json:"coordinates"`
	Fixed       bool        `json:"fixed,omitempty"`
}

// axesKey is the metadata key of a file's axis records, a list in JSON; the key format
// is ownFormat in files of this program.
const (
	axesKey   = "axes"
	ownFormat = "bimt"
)

// saveModel writes a network's parameters under their path names, and its axes as JSON
// in the metadata key "axes".
func saveModel(path string, n *Network, metadata map[string]string) error {
	var ts []safetensors.Tensor
	for _, p := range n.Params.All() {
		shape := slices.Clone(p.Shape())
		if p.DType() == tensor.Float32 {
			ts = append(ts, safetensors.FromFloat32s(p.Name(), shape, graph.Values[float32](p)))
		} else {
			ts = append(ts, safetensors.FromFloat64s(p.Name(), shape, graph.Values[float64](p)))
		}
	}
	var axes []axisRecord
	for _, a := range n.Space.Axes() {
		r := axisRecord{Name: a.Name(), Order: a.Order(), Fixed: a.IsFixed()}
		for i := range a.Len() {
			r.Coordinates = append(r.Coordinates, a.Layout().Point(i))
		}
		axes = append(axes, r)
	}
	b, err := json.Marshal(axes)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	full := map[string]string{axesKey: string(b), "format": ownFormat}
	maps.Copy(full, metadata)
	return safetensors.WriteFile(path, ts, full)
}

// WriteModel writes the network, with what the metadata say beside the experiment, the
// version and what it was trained on.
func (f *Folder) WriteModel(r *Run, metadata map[string]string) error {
	about, err := json.Marshal(r.Data.Schema)
	if err != nil {
		return fmt.Errorf("%s: %w", ModelFile, err)
	}
	full := map[string]string{"experiment": r.Config.Experiment, "version": Version(), dataKey: string(about)}
	maps.Copy(full, metadata)
	if err := saveModel(f.path(ModelFile), r.Network, full); err != nil {
		return err
	}
	f.note(ModelFile)
	return nil
}
