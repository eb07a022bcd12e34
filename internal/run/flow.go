package run

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
)

// Flow is how signals go through the network, for one row of data. It is read once, and
// stays right when the network is trained or relocated.
func (r *Run) Flow() (*flow.Flow, error) {
	if r.flow != nil {
		return r.flow, nil
	}
	err := build(func() error {
		n := r.Network
		x, err := graph.Input(n.Params.Graph(), n.Params.DType(), "flow x", append([]int{1}, r.Data.Train.XShape...)...)
		if err != nil {
			return err
		}
		out, err := n.apply(x)
		if err != nil {
			return fmt.Errorf("flow: %w", err)
		}
		r.flow, err = flow.Read(n.Space, out)
		return err
	})
	return r.flow, err
}
