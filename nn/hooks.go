package nn

import (
	"fmt"
	"maps"
	"slices"

	"gorgonia.org/gorgonia"
)

// Hooks are functions by names of activations. Each is given the value of its activation,
// row-major, right after it is computed, in every run: a hook that reads it watches, one
// that writes to it overwrites what the rest of the network reads.
type Hooks map[string]func(value []float64)

// Overwrite is the hooks as graph.Program.Overwrite wants them. Where two names are one
// activation, their hooks are called in the order of names. The error for a wrong name
// suggests the nearest.
func (t *Trace) Overwrite(h Hooks) (map[*gorgonia.Node]func(value []float64), error) {
	out := map[*gorgonia.Node]func([]float64){}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		n, err := t.Lookup(name)
		if err != nil {
			return nil, err
		}
		f, before := h[name], out[n]
		switch {
		case f == nil:
			return nil, fmt.Errorf("nn: the hook of %s is missing", name)
		case before != nil:
			out[n] = func(v []float64) { before(v); f(v) }
		default:
			out[n] = f
		}
	}
	return out, nil
}

// LookupAll finds activations by their whole names: for graph.Program's Outputs, or for
// its Wrt, to have the gradients of the loss by them.
func (t *Trace) LookupAll(names ...string) ([]*gorgonia.Node, error) {
	out := make([]*gorgonia.Node, len(names))
	for i, name := range names {
		var err error
		if out[i], err = t.Lookup(name); err != nil {
			return nil, err
		}
	}
	return out, nil
}
