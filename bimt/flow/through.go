package flow

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Path is what an output depends on over weights with |w| > threshold, neurons by number.
type Path struct {
	Output Neuron
	// Inputs are what data is fed into, Through all other neurons on the way, in the order of
	// stages; an output that depends on nothing has none.
	Inputs, Through []Neuron
}

// Paths says of every output which inputs feed it, and through which neurons: those that
// are alive and from which a path leads to it.
func (f *Flow) Paths(threshold float64) ([]Path, error) {
	alive, err := f.AliveNeurons(threshold)
	if err != nil {
		return nil, err
	}
	var paths []Path
	for _, out := range f.Outputs() {
		first := len(paths)
		for n := range out.Axis.Len() {
			paths = append(paths, Path{Output: Neuron{out.Axis, n}})
		}
		for _, a := range axesOf(alive) {
			if a == out.Axis {
				continue
			}
			on := f.On(a)
			reach, err := f.Reach(on, []*Stage{out}, threshold)
			if err != nil {
				return nil, err
			}
			input := slices.ContainsFunc(on, func(s *Stage) bool { return s.Input })
			for n, numbers := range reach {
				p := &paths[first+n]
				to := &p.Through
				if input {
					to = &p.Inputs
				}
				for _, k := range numbers {
					if slices.Contains(alive, Neuron{a, k}) {
						*to = append(*to, Neuron{a, k})
					}
				}
			}
		}
	}
	return paths, nil
}

func axesOf(neurons []Neuron) (axes []*bimt.Axis) {
	for _, n := range neurons {
		if !slices.Contains(axes, n.Axis) {
			axes = append(axes, n.Axis)
		}
	}
	return axes
}
