package rundir

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/safetensors"
	"gorgonia.org/tensor"
)

// SaveModel writes a network's parameters under their path names, and its axes as JSON
// in the metadata key "axes".
func SaveModel(path string, n *experiment.Network, metadata map[string]string) error {
	var ts []safetensors.Tensor
	for _, p := range n.Params.All() {
		shape := slices.Clone(p.Shape())
		if p.DType() == tensor.Float32 {
			ts = append(ts, safetensors.FromFloat32s(p.Name(), shape, graph.Values[float32](p)))
		} else {
			ts = append(ts, safetensors.FromFloat64s(p.Name(), shape, graph.Values[float64](p)))
		}
	}
	var axes []experiment.AxisRecord
	for _, a := range n.Space.Axes() {
		r := experiment.AxisRecord{Name: a.Name(), Order: a.Order(), Fixed: a.IsFixed()}
		for i := range a.Len() {
			r.Coordinates = append(r.Coordinates, a.Layout().Point(i))
		}
		axes = append(axes, r)
	}
	b, err := json.Marshal(axes)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	full := map[string]string{experiment.AxesKey: string(b), "format": experiment.OwnFormat}
	for k, v := range metadata {
		full[k] = v
	}
	return safetensors.WriteFile(path, ts, full)
}

// LoadModel reads a file of SaveModel into a network of the same shapes: parameters and
// the orders of axes. The network computes the same outputs, bit for bit.
func LoadModel(path string, n *experiment.Network) error {
	_, err := n.LoadWeights(path, "")
	return err
}
