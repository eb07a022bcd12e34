package rundir

import (
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/experiment"
)

// drawRanks draws the weights of each layer of an MLP by their rank; a transformer has
// too many layers to be told apart.
func (f *Folder) drawRanks(r *experiment.Result, _ bool) error {
	if r.Network.Transformer != nil {
		return nil
	}
	fig := draw.Ranks{Title: title(r) + ": weights by rank", Active: experiment.ActiveAbove}
	for _, c := range r.Network.Space.Connections() {
		if from, to := c.Ends(); c.IsWire() {
			fig.Layers = append(fig.Layers, draw.RankLayer{Name: from.Name() + " to " + to.Name(), Weights: c.Param().Float64s()})
		}
	}
	return f.save(fig, "ranks.svg")
}
