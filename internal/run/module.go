package run

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
)

// SaveModule writes hidden neurons of an MLP, with all that they are computed from over weights of
// |w| > threshold, as a file of weights: every other weight and bias in it is 0. Another network of the same
// shape takes it as its setting module.
func (r *Run) SaveModule(path string, neurons []flow.Neuron, threshold float64) error {
	n := r.Network
	if err := r.hasModules(); err != nil {
		return err
	}
	whole := r.values()
	defer func() {
		for i, p := range n.Params.All() {
			_ = p.Set(whole[i]) // of the same parameter: it fits
		}
	}()
	inside, err := n.upstream(neurons, threshold)
	if err != nil {
		return err
	}
	for _, p := range n.Params.All() {
		c, w := n.Space.Connection(p), p.Float64s()
		for i, v := range w {
			if to := ends(c); to == nil || !inside[to][c.To(i)] || c.IsWire() && math.Abs(v) <= threshold {
				w[i] = 0
			}
		}
		if err := p.Set(w); err != nil {
			return err
		}
	}
	return checkpoint.Save(path, n.Params.All(), n.Space, map[string]string{"module": "true"})
}

// hasModules reports a network that modules can't be cut out of.
func (r *Run) hasModules() error {
	if n := r.Network; n.Transformer != nil || n.In == nil || r.Data.Tokens > 0 {
		return fmt.Errorf("module: modules are cut out of networks of layers with numbers as inputs: this is a transformer, or reads tokens")
	}
	return nil
}

// ends is the axis whose neurons a parameter leads to, or are biased by it; nil for others.
func ends(c *bimt.Connection) *bimt.Axis {
	switch {
	case c == nil || !c.IsCharged():
		return nil
	case c.IsWire():
		_, to := c.Ends()
		return to
	}
	return c.Axes()[0]
}

// upstream marks hidden neurons by place, and the hidden ones that lead to them.
func (n *Network) upstream(neurons []flow.Neuron, threshold float64) (map[*bimt.Axis][]bool, error) {
	in := map[*bimt.Axis][]bool{}
	for _, a := range n.Space.Axes() {
		in[a] = make([]bool, a.Len())
	}
	found := 0
	for _, x := range neurons {
		if x.Axis != n.In && x.Axis != n.Out {
			in[x.Axis][slices.Index(x.Axis.Order(), x.Number)] = true
			found++
		}
	}
	if found == 0 {
		return nil, fmt.Errorf("module: it has no hidden neurons")
	}
	conns := n.Space.Connections()
	for _, c := range slices.Backward(conns) { // layers from above
		from, to := c.Ends()
		if from == nil || from == n.In {
			continue
		}
		for i, w := range c.Param().Float64s() {
			if in[to][c.To(i)] && math.Abs(w) > threshold {
				in[from][c.From(i)] = true
			}
		}
	}
	return in, nil
}

// frozenAt and isFrozen are memories of weights that stay: their value, and 1.
const (
	frozenAt = "module.value"
	isFrozen = "module.frozen"
)

// graft puts the module of the settings, if any, into a new network: neurons of hidden layers that something
// leads to in its file, with the weights and biases that they have there, zeros included. How outputs read it,
// and all other neurons, are as drawn.
func (r *Run) graft() error {
	c, n := r.Config, r.Network
	if c.Module == "" {
		if c.ModuleFrozen {
			return fmt.Errorf("module_frozen: there is no module: name one by module")
		}
		return nil
	}
	if err := r.hasModules(); err != nil {
		return err
	}
	if c.ModuleFrozen && c.LeaveMoments {
		return fmt.Errorf("module_frozen: what is frozen moves with the neurons: set leave_moments to false")
	}
	drawn := r.values()
	if _, err := n.LoadWeights(c.Module, ""); err != nil {
		return fmt.Errorf("module: %w (a network of the same inputs, outputs, width and depth takes it)", err)
	}
	member, some := n.members(), false
	for i, p := range n.Params.All() {
		to := ends(n.Space.Connection(p))
		w, frozen := p.Float64s(), make([]float64, p.Len())
		for k, v := range w {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("module: %s: %s holds %v at element %d", c.Module, p.Name(), v, k)
			}
			if to != nil && to != n.Out && member[to][n.Space.Connection(p).To(k)] {
				frozen[k], some = 1, true
			} else {
				w[k] = drawn[i][k]
			}
		}
		if err := p.Set(w); err != nil {
			return err
		}
		if !c.ModuleFrozen {
			continue
		}
		if err := p.SetMemory(frozenAt, w); err != nil {
			return err
		}
		if err := p.SetMemory(isFrozen, frozen); err != nil {
			return err
		}
	}
	if !some {
		return fmt.Errorf("module: %s has no hidden neuron that anything leads to", c.Module)
	}
	return nil
}

// members are the hidden neurons, by place, that weights lead to.
func (n *Network) members() map[*bimt.Axis][]bool {
	all := map[*bimt.Axis][]bool{}
	for _, c := range n.Space.Connections() {
		if _, to := c.Ends(); to != nil {
			if all[to] == nil {
				all[to] = make([]bool, to.Len())
			}
			for i, w := range c.Param().Float64s() {
				all[to][c.To(i)] = all[to][c.To(i)] || w != 0
			}
		}
	}
	return all
}

// holdModule gives frozen weights their values back, right after a step.
func (r *Run) holdModule() error {
	for _, p := range r.Network.Params.All() {
		if err := keepFrozen[float64](p); err != nil {
			return err
		}
		if err := keepFrozen[float32](p); err != nil {
			return err
		}
	}
	return nil
}

func keepFrozen[T graph.Float](p *graph.Param) error {
	if !p.HasMemory(isFrozen) {
		return fmt.Errorf("module_frozen: %s does not remember what was frozen: train from the start", p.Name())
	}
	w, frozen, at := graph.Values[T](p), graph.Memory[T](p, isFrozen), graph.Memory[T](p, frozenAt)
	for i, f := range frozen { // none of another type
		if f == 1 {
			w[i] = at[i]
		}
	}
	return nil
}
