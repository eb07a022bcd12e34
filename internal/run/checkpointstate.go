package run

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/safetensors"
)

// encode gives the tensors of a state, behind a prefix, and writes the rest of it to the
// metadata.
func (r *Run) encode(s *State, prefix string, metadata map[string]string) ([]safetensors.Tensor, error) {
	record, err := json.Marshal(facts{Steps: s.Done, Updates: s.Updates, Relocations: s.Relocations, Spent: s.Spent, Rewinds: s.Rewinds, Pruning: s.Pruning, Axes: axesOf(s)})
	if err != nil {
		return nil, err
	}
	metadata[prefix+recordKey] = string(record)
	numbers := safetensors.FromFloat64s
	if r.Network.Params.DType() != op.DType[float64]() {
		numbers = shortened
	}
	var tensors []safetensors.Tensor
	for _, p := range s.Params {
		shape := slices.Clone(r.Network.Params.Get(p.Name).Shape())
		tensors = append(tensors, numbers(prefix+p.Name, shape, p.Values))
		for _, name := range slices.Sorted(maps.Keys(p.Memory)) {
			tensors = append(tensors, numbers(prefix+p.Name+checkpoint.MemoryMark+name, shape, p.Memory[name]))
		}
	}
	return append(tensors,
		safetensors.FromFloat64s(prefix+logTensor, []int{len(s.Lines), lineNumbers}, flatten(s.Lines)),
		safetensors.FromFloat64s(prefix+firstTensor, []int{1}, []float64{s.First}),
		integers(prefix+orderTensor, s.Batches.Order),
		safetensors.Tensor{Name: prefix + randomTensor, DType: safetensors.U8, Shape: []int{len(s.Batches.Random)}, Data: s.Batches.Random},
	), nil
}

// decodeState is the opposite of encode. Whether names and shapes are those of the run is
// for Restore to say.
func decodeState(tensors map[string]safetensors.Tensor, prefix string, metadata map[string]string) (*State, error) {
	var f facts
	if err := json.Unmarshal([]byte(metadata[prefix+recordKey]), &f); err != nil {
		return nil, fmt.Errorf("metadata key %s%s: %w", prefix, recordKey, err)
	}
	s := &State{Updates: f.Updates, Orders: map[string][]int{}}
	s.Done, s.Relocations, s.Spent, s.Rewinds, s.Pruning = f.Steps, f.Relocations, f.Spent, f.Rewinds, f.Pruning
	for _, a := range f.Axes {
		s.Orders[a.Name] = a.Order
	}
	var failed error
	read := func(name string) []float64 {
		v, err := tensors[prefix+name].Float64s()
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s%s: %w", prefix, name, err)
		}
		return v
	}
	lines := read(logTensor)
	if first := read(firstTensor); len(first) == 1 {
		s.First = first[0]
	}
	for _, v := range read(orderTensor) {
		s.Batches.Order = append(s.Batches.Order, int(v))
	}
	s.Batches.Random = tensors[prefix+randomTensor].Data
	s.Params = paramsOf(tensors, prefix, read)
	if failed == nil {
		s.Lines, failed = unflatten(lines)
	}
	return s, failed
}

// paramsOf collects parameters with their memories, by name.
func paramsOf(tensors map[string]safetensors.Tensor, prefix string, read func(string) []float64) (params []ParamState) {
	for _, full := range slices.Sorted(maps.Keys(tensors)) {
		name, own := strings.CutPrefix(full, prefix)
		if !own || strings.HasPrefix(name, checkpoint.MemoryMark) {
			continue
		}
		if of, memory, is := strings.Cut(name, checkpoint.MemoryMark); is {
			if last := len(params) - 1; last >= 0 && params[last].Name == of { // sorted: it stands behind its parameter
				params[last].Memory[memory] = read(name)
			}
			continue
		}
		params = append(params, ParamState{Name: name, Values: read(name), Memory: map[string][]float64{}})
	}
	return params
}

// axesOf lists the orders of a state by name.
func axesOf(s *State) []axisOrder {
	var axes []axisOrder
	for _, name := range slices.Sorted(maps.Keys(s.Orders)) {
		axes = append(axes, axisOrder{name, s.Orders[name]})
	}
	return axes
}

// shortened is an F32 tensor of values that were float32 before.
func shortened(name string, shape []int, values []float64) safetensors.Tensor {
	short := make([]float32, len(values))
	for i, v := range values {
		short[i] = float32(v)
	}
	return safetensors.FromFloat32s(name, shape, short)
}

func integers(name string, values []int) safetensors.Tensor {
	t := safetensors.Tensor{Name: name, DType: safetensors.I64, Shape: []int{len(values)}}
	for _, v := range values {
		t.Data = binary.LittleEndian.AppendUint64(t.Data, uint64(v))
	}
	return t
}

// lineNumbers is how many numbers a line of the log has.
const lineNumbers = 8

func flatten(lines []Line) []float64 {
	var all []float64
	for _, l := range lines {
		all = append(all, float64(l.Step), l.TrainLoss, l.TestLoss, l.TestAccuracy, l.Cost, l.Lambda, l.Locality, float64(l.Active))
	}
	return all
}

func unflatten(all []float64) ([]Line, error) {
	if len(all)%lineNumbers != 0 {
		return nil, fmt.Errorf("%s: %d numbers are no lines of %d", logTensor, len(all), lineNumbers)
	}
	var lines []Line
	for v := range slices.Chunk(all, lineNumbers) {
		lines = append(lines, Line{int(v[0]), v[1], v[2], v[3], v[4], v[5], v[6], int(v[7])})
	}
	return lines, nil
}
