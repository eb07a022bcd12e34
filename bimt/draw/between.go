package draw

import "fmt"

// Between is a network with its neurons on their way: each at a part, from 0 to 1, of the way
// from where it stood before to where it stands now, with its weights as they are now. Neurons
// are known by layer, group and Number; FromFlow gives numbers.
func Between(before, now Network, part float64) (Network, error) {
	if len(before.Layers) != len(now.Layers) {
		return Network{}, fmt.Errorf("draw: between networks %q and %q: they have %d and %d layers", before.Title, now.Title, len(before.Layers), len(now.Layers))
	}
	n := now
	n.Layers = nil
	for i, l := range now.Layers {
		type who struct{ group, number int }
		from := map[who]Neuron{}
		for _, v := range before.Layers[i].Neurons {
			from[who{v.Group, v.Number}] = v
		}
		moving := make([]Neuron, len(l.Neurons))
		for k, v := range l.Neurons {
			if b, is := from[who{v.Group, v.Number}]; is && !v.Dead {
				v.X, v.Y = b.X+part*(v.X-b.X), b.Y+part*(v.Y-b.Y)
			}
			moving[k] = v
		}
		l.Neurons = moving
		n.Layers = append(n.Layers, l)
	}
	return n, nil
}
