package inside

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/safetensors"
)

// aliveNumbers says of each axis which of its neurons, by number, lie on a path from input
// to output at any of its stages.
func aliveNumbers(r *run.Run, threshold float64) (map[*bimt.Axis][]bool, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	stages, err := f.Alive(threshold)
	if err != nil {
		return nil, err
	}
	alive := map[*bimt.Axis][]bool{}
	for s, by := range stages {
		if alive[s.Axis] == nil {
			alive[s.Axis] = make([]bool, s.Axis.Len())
		}
		for number, is := range by {
			alive[s.Axis][number] = alive[s.Axis][number] || is
		}
	}
	return alive, nil
}

// Shrunk are the tensors of a network without its dead neurons, under the names of the
// parameters; inputs, outputs and axes split in heads keep all theirs. Neurons are in the
// order of their places.
func Shrunk(r *run.Run) ([]safetensors.Tensor, error) {
	alive, err := aliveNumbers(r, 0)
	if err != nil {
		return nil, err
	}
	keep := func(a *bimt.Axis, place int) bool {
		return a == nil || a == r.Network.In || a == r.Network.Out || a.Heads() != nil || alive[a] == nil || alive[a][a.Order()[place%a.Len()]]
	}
	axes := map[string][]*bimt.Axis{}
	for _, c := range r.Network.Space.Connections() {
		axes[c.Param().Name()] = c.Axes()
	}
	var all []safetensors.Tensor
	for _, p := range r.Network.Params.All() {
		shape, values := slices.Clone([]int(p.Shape())), p.Float64s()
		for d, a := range axes[p.Name()] {
			values, shape[d] = along(values, shape, d, func(place int) bool { return keep(a, place) })
		}
		if len(values) == 0 {
			return nil, fmt.Errorf("shrink: nothing is left of %s: cut less", p.Name())
		}
		all = append(all, safetensors.FromFloat64s(p.Name(), shape, values))
	}
	return all, nil
}

// along keeps some places of dimension d of a tensor, and says how many.
func along(values []float64, shape []int, d int, keep func(place int) bool) (kept []float64, n int) {
	inner := 1
	for _, k := range shape[d+1:] {
		inner *= k
	}
	for i, v := range values {
		if keep(i / inner % shape[d]) {
			kept = append(kept, v)
		}
	}
	return kept, len(kept) * shape[d] / max(1, len(values))
}
