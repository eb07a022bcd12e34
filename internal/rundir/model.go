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

// axisRecord is what model.safetensors remembers of an axis: which neuron stands at
// each place, and where the places are.
type axisRecord struct {
	Name        string      `json:"name"`
	Order       []int       `json:"order"`
	Coordinates [][]float64 `json:"coordinates"`
	Fixed       bool        `json:"fixed,omitempty"`
}

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
	full := map[string]string{"axes": string(b), "format": "bimt"}
	for k, v := range metadata {
		full[k] = v
	}
	return safetensors.WriteFile(path, ts, full)
}

// LoadModel reads a file of SaveModel into a network of the same shapes: parameters and
// the orders of axes.
func LoadModel(path string, n *experiment.Network) error {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return err
	}
	for _, p := range n.Params.All() {
		shape, err := f.Shape(p.Name())
		if err != nil {
			return err
		}
		if !slices.Equal(shape, p.Shape()) {
			return fmt.Errorf("%s: %s has shape %v, this network wants %v: load it with the settings it was trained with", path, p.Name(), shape, p.Shape())
		}
		v, err := f.Float64s(p.Name())
		if err != nil {
			return err
		}
		if err := p.Set(v); err != nil {
			return err
		}
	}
	return loadOrders(path, f.Metadata["axes"], n)
}

func loadOrders(path, text string, n *experiment.Network) error {
	if text == "" {
		return nil
	}
	var axes []axisRecord
	if err := json.Unmarshal([]byte(text), &axes); err != nil {
		return fmt.Errorf("%s: metadata key axes: %w", path, err)
	}
	for _, r := range axes {
		a := n.Space.Find(r.Name)
		if a == nil {
			return fmt.Errorf("%s: it has an axis %s, this network has none: load it with the settings it was trained with", path, r.Name)
		}
		if err := a.SetOrder(r.Order); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}
