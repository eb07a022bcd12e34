package picture

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

// mostFeatures is the most neurons whose weights are drawn as images.
const mostFeatures = 24

// features are the images that the first layer's neurons look for, those of the largest
// Σ|w in| + Σ|w out| first, and only those that are alive, as in the network's picture: their
// weights on the pixels.
func features(r Scene) (draw.Figure, error) {
	fig, err := featuresOf(r.Run, r.threshold())
	if len(fig.Tiles) == 0 {
		return nil, err
	}
	return fig, err
}

func featuresOf(r *run.Run, threshold float64) (draw.Images, error) {
	n, d := r.Network, r.Data
	fig := draw.Images{Title: Title(r) + ": what the first layer sees", Columns: 8}
	c := firstWire(n.Space, n.In)
	if c == nil {
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
	alive, err := living(r, to, threshold)
	if err != nil {
		return fig, err
	}
	places = slices.DeleteFunc(places, func(place int) bool { return !alive[order[place]] })
	for _, place := range places[:min(len(places), mostFeatures)] {
		tile := draw.Tile{Title: fmt.Sprint(order[place]), Value: fmt.Sprintf("Σ %.2g", scores[place]), Width: d.Image[1], Values: make([]float64, n.In.Len())}
		for i, pixel := range pixels {
			tile.Values[pixel] = w[place*n.In.Len()+i]
		}
		fig.Tiles = append(fig.Tiles, tile)
	}
	fig.Caption = fmt.Sprintf("Weights on the pixels of the %d most important of %d neurons of %s, each with its number and the Σ|w| of all its wires.", len(fig.Tiles), to.Len(), to.Name())
	return fig, nil
}

// living says which neurons of an axis are alive, by number.
func living(r *run.Run, a *bimt.Axis, threshold float64) ([]bool, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	neurons, err := f.AliveNeurons(threshold)
	alive := make([]bool, a.Len())
	for _, n := range neurons {
		if n.Axis == a {
			alive[n.Number] = true
		}
	}
	return alive, err
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
