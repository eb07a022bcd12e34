package run

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
)

// AblationGraph is the network once more in its graph, ready to have parts taken away on
// the rows of a set; it is fed by who has it.
func (r *Run) AblationGraph(s task.Set) (g *ablation.Graph, err error) {
	err = build(func() error {
		n := r.Network
		r.ablations++
		x, err := graph.Input(n.Params.Graph(), n.Params.DType(), fmt.Sprintf("ablation %d x", r.ablations), append([]int{s.Rows}, s.XShape...)...)
		if err != nil {
			return err
		}
		out, err := n.apply(x)
		if err != nil {
			return err
		}
		g, err = ablation.NewGraph(n.Space, x, out)
		return err
	})
	return g, err
}
