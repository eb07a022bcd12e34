package checkpoint

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/safetensors"
)

// Option says what else is saved.
type Option int

// WithMemories saves all that parameters remember (see graph.Memory): the moments of an
// optimizer, a mask.
const WithMemories Option = iota

// Keys of the metadata that Save writes itself: every axis, and that a file is of this
// format.
const (
	AxesKey   = "axes"
	FormatKey = "format"
	Format    = "bimt" // the value of FormatKey
)

// MemoryMark stands between the names of a parameter and of its memory. Tensors whose names
// begin with it are somebody else's, and Load leaves them alone.
const MemoryMark = "#"

// axisRecord is what a file remembers of an axis: which neuron stands at each place, and
// where the places are.
type axisRecord struct {
	Name        string      `json:"name"`
	Order       []int       `json:"order"`
	Coordinates [][]float64 `json:"coordinates"`
	Fixed       bool        `json:"fixed,omitempty"`
}

// Save writes parameters in their own precision, the orders of the axes of a space (nil
// for a network without one), and metadata of the caller's, whose keys must not be AxesKey
// or FormatKey. A file that is there is replaced, whole or not at all.
func Save(path string, params []*graph.Param, space *bimt.Space, metadata map[string]string, options ...Option) error {
	tensors, full, err := parts(params, space, metadata, options)
	if err != nil {
		return fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	return safetensors.WriteFile(path, tensors, full)
}

// Write is Save to a stream.
func Write(w io.Writer, params []*graph.Param, space *bimt.Space, metadata map[string]string, options ...Option) error {
	tensors, full, err := parts(params, space, metadata, options)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return safetensors.Write(w, tensors, full)
}

// parts are the tensors and the metadata of a file.
func parts(params []*graph.Param, space *bimt.Space, metadata map[string]string, options []Option) (tensors []safetensors.Tensor, full map[string]string, err error) {
	full = map[string]string{FormatKey: Format}
	for key, value := range metadata {
		if key == AxesKey || key == FormatKey {
			return nil, nil, fmt.Errorf("the metadata key %s is taken: choose another", key)
		}
		full[key] = value
	}
	if space != nil {
		axes, err := json.Marshal(records(space))
		if err != nil {
			return nil, nil, err
		}
		full[AxesKey] = string(axes)
	}
	for i, p := range params {
		if p == nil {
			return nil, nil, fmt.Errorf("parameter %d is missing", i)
		}
		if strings.Contains(p.Name(), MemoryMark) {
			return nil, nil, fmt.Errorf("parameter %s: %q stands before the name of a memory: choose another name", p.Name(), MemoryMark)
		}
		tensors = append(tensors, tensorsOf(p, slices.Contains(options, WithMemories))...)
	}
	return tensors, full, nil
}

// records are those of all axes.
func records(space *bimt.Space) (axes []axisRecord) {
	for _, a := range space.Axes() {
		r := axisRecord{Name: a.Name(), Order: a.Order(), Fixed: a.IsFixed()}
		for i := range a.Len() {
			r.Coordinates = append(r.Coordinates, a.Layout().Point(i))
		}
		axes = append(axes, r)
	}
	return axes
}

// tensorsOf are those of a parameter and, if wanted, of all it remembers.
func tensorsOf(p *graph.Param, memories bool) []safetensors.Tensor {
	convert := func(name string, values []float64) safetensors.Tensor {
		shape := slices.Clone(p.Shape())
		if p.DType() == op.DType[float64]() {
			return safetensors.FromFloat64s(name, shape, values)
		}
		short := make([]float32, len(values))
		for i, v := range values {
			short[i] = float32(v) // as it was before Float64s
		}
		return safetensors.FromFloat32s(name, shape, short)
	}
	tensors := []safetensors.Tensor{convert(p.Name(), p.Float64s())}
	if memories {
		for _, m := range p.Memories() {
			tensors = append(tensors, convert(p.Name()+MemoryMark+m, p.MemoryFloat64s(m)))
		}
	}
	return tensors
}
