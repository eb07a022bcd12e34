package experiment

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
)

// Flow is how signals go through the network, for data of the shape of d. It is read once,
// and stays right when the network is trained or relocated.
func (n *Network) Flow(d *task.Data) (*flow.Flow, error) {
	building.Lock()
	defer building.Unlock()
	if n.flow != nil {
		return n.flow, nil
	}
	x, err := graph.Input(n.Params.Graph(), n.Params.DType(), "flow x", append([]int{1}, d.Train.XShape...)...)
	if err != nil {
		return nil, err
	}
	out, err := n.Apply(x)
	if err != nil {
		return nil, fmt.Errorf("flow: %w", err)
	}
	n.flow, err = flow.Read(n.Space, out)
	return n.flow, err
}
