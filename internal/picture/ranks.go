package picture

import (
	"github.com/gobimt/bimt/bimt/draw"
)

// ranks draws the weights of each layer of an MLP by their rank; a transformer has
// too many layers to be told apart.
func ranks(r Scene) (draw.Figure, error) {
	fig := draw.Ranks{Title: Title(r.Run) + ": weights by rank", Active: r.threshold()}
	for _, c := range r.Network.Space.Connections() {
		if from, to := c.Ends(); c.IsWire() {
			fig.Layers = append(fig.Layers, draw.RankLayer{Name: from.Name() + " to " + to.Name(), Weights: c.Param().Float64s()})
		}
	}
	return fig, nil
}
