package run

import (
	"errors"
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
)

// Cut sets every weight of a wire with |w| ≤ threshold to exactly 0. Biases and tables of
// tokens stay.
func (r *Run) Cut(threshold float64) error {
	if !(threshold >= 0) {
		return fmt.Errorf("threshold: %v: give a number of at least 0", threshold)
	}
	return r.clearWeights(func(_ *bimt.Connection, _ int, w float64) bool { return math.Abs(w) <= threshold })
}

// CutDead sets the weights of dead neurons to 0: of those that lie on no path of weights
// from what the network is given to what it answers (see flow.Flow.Alive). A neuron that
// nothing leads to is a constant: in an MLP it is added to the biases that it leads to, and
// outputs change by rounding only; in a transformer they can change, and refitting mends it.
func (r *Run) CutDead() error {
	if err := r.foldConstants(); err != nil {
		return err
	}
	f, err := r.Flow()
	if err != nil {
		return err
	}
	stages, err := f.Alive(0)
	if err != nil {
		return err
	}
	alive := map[*bimt.Axis][]bool{} // by place
	for s, by := range stages {
		if alive[s.Axis] == nil {
			alive[s.Axis] = make([]bool, s.Axis.Len())
		}
		for place, number := range s.Axis.Order() {
			alive[s.Axis][place] = alive[s.Axis][place] || by[number]
		}
	}
	return r.clearWeights(func(c *bimt.Connection, element int, _ float64) bool {
		from, to := c.Ends()
		return alive[from] != nil && !alive[from][c.From(element)] || alive[to] != nil && !alive[to][c.To(element)]
	})
}

// clearWeights sets the weights of wires to 0 that dead says yes to.
func (r *Run) clearWeights(dead func(c *bimt.Connection, element int, w float64) bool) error {
	for _, c := range r.Network.Space.Connections() {
		if !c.IsWire() {
			continue
		}
		values := c.Param().Float64s()
		for i, w := range values {
			if dead(c, i, w) {
				values[i] = 0
			}
		}
		if err := c.Param().Set(values); err != nil {
			return err
		}
	}
	return nil
}

// HoldZeros keeps the weights of wires that are exactly 0 at 0 in all training from now on.
func (r *Run) HoldZeros() error {
	for _, c := range r.Network.Space.Connections() {
		if !c.IsWire() {
			continue
		}
		mask := c.Param().Float64s()
		for i, w := range mask {
			mask[i] = 1
			if w == 0 {
				mask[i] = 0
			}
		}
		if err := c.Param().SetMemory(nn.Mask, mask); err != nil {
			return err
		}
	}
	return nil
}

// foldConstants turns hidden neurons of an MLP that nothing leads to into biases, layer by
// layer.
func (r *Run) foldConstants() error {
	if r.Network.Transformer != nil {
		return nil
	}
	for _, a := range r.Network.Space.Axes() {
		into, outOf, bias := r.around(a)
		if into == nil || outOf == nil {
			continue // inputs and outputs
		}
		fed := make([]bool, a.Len())
		for i, w := range into.Param().Float64s() {
			fed[into.To(i)] = fed[into.To(i)] || w != 0
		}
		_, to := outOf.Ends()
		_, _, next := r.around(to)
		own, added, weights := bias.Param().Float64s(), next.Param().Float64s(), outOf.Param().Float64s()
		for i, w := range weights {
			if from := outOf.From(i); !fed[from] {
				added[outOf.To(i)] += w * circuit.Apply(op.Activation(r.Config.Activation), own[from])
				weights[i] = 0
			}
		}
		if err := errors.Join(next.Param().Set(added), outOf.Param().Set(weights)); err != nil {
			return err
		}
	}
	return nil
}

// around are the wires of an MLP that lead to an axis and from it, and its biases; nil for
// none.
func (r *Run) around(a *bimt.Axis) (into, outOf, bias *bimt.Connection) {
	for _, c := range r.Network.Space.Connections() {
		from, to := c.Ends()
		switch on := c.Axes(); {
		case to == a:
			into = c
		case from == a:
			outOf = c
		case len(on) == 1 && on[0] == a:
			bias = c
		}
	}
	return into, outOf, bias
}
