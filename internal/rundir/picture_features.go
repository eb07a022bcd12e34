package rundir

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/task"
)

// mostFeatures is the most neurons whose weights are drawn as images.
const mostFeatures = 24

// deadFeature is the part of the largest Σ|w| below which a neuron is dead.
const deadFeature = 0.01

// drawFeatures draws the weights on the pixels of the most important neurons of the
// first layer, each as an image.
func (f *Folder) drawFeatures(r *experiment.Result, png bool) error {
	fig, err := Features(r.Network, r.Data, title(r))
	if err != nil || len(fig.Tiles) == 0 {
		return err
	}
	return f.saveAs(fig, "features", png)
}

// Features are the images that the first layer's neurons look for, those of the largest
// Σ|w in| + Σ|w out| first. There are none if the data are no images.
func Features(n *experiment.Network, d *task.Data, title string) (draw.Images, error) {
	fig := draw.Images{Title: title + ": what the first layer sees", Columns: 8}
	c := firstWire(n.Space, n.In)
	if d.Image[0] == 0 || c == nil {
		return fig, nil
	}
	_, to := c.Ends()
	scores, order, pixels := n.Space.Importance(to), to.Order(), n.In.Order()
	places := make([]int, to.Len())
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	w := c.Param().Float64s()
	if len(w) != to.Len()*n.In.Len() {
		return fig, fmt.Errorf("features: %s has %d weights, want %d of %d pixels", c.Param().Name(), len(w), to.Len(), n.In.Len())
	}
	for _, place := range places[:min(len(places), mostFeatures)] {
		if scores[place] <= deadFeature*scores[places[0]] {
			break
		}
		tile := draw.Tile{Title: fmt.Sprint(order[place]), Value: fmt.Sprintf("Σ %.2g", scores[place]), Width: d.Image[1], Values: make([]float64, n.In.Len())}
		for i, pixel := range pixels {
			tile.Values[pixel] = w[place*n.In.Len()+i]
		}
		fig.Tiles = append(fig.Tiles, tile)
	}
	fig.Caption = fmt.Sprintf("Weights on the pixels of the %d most important of %d neurons of %s, each with its number and the Σ|w| of all its wires.", len(fig.Tiles), to.Len(), to.Name())
	return fig, nil
}

// firstWire is the first wire that comes from an axis, nil if there is none.
func firstWire(s *bimt.Space, from *bimt.Axis) *bimt.Connection {
	for _, c := range s.Connections() {
		if a, _ := c.Ends(); c.IsWire() && a == from {
			return c
		}
	}
	return nil
}
