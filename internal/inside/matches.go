package inside

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

// matched is how many neurons are drawn beside the images that they answer to most.
const matched = 8

// matches draws what the first neurons of the first layer look for, and the test images to
// which each answers most; nil if rows are no images.
func (c *ClassReport) matches(r *run.Run) (draw.Figure, error) {
	d, pixels := r.Data, r.Network.In.Order()
	w := r.Network.Params.Get("linear0.weight")
	if d.Image[0] == 0 || w == nil || len(c.Features) == 0 {
		return nil, nil
	}
	fig := draw.Images{
		Title: r.Config.Experiment + ": what neurons look for, and find", Columns: 1 + named,
		Caption: fmt.Sprintf("Each row has a neuron of the first layer with its weights on the pixels, then the %d test images to which it answers most, with their class and row.", named),
	}
	values := w.Float64s()
	for _, f := range c.Features[:min(matched, len(c.Features))] {
		tile := draw.Tile{Title: f.Name, Width: d.Image[1], Values: make([]float64, len(pixels))}
		for i, pixel := range pixels {
			tile.Values[pixel] = values[f.place*len(pixels)+i]
		}
		fig.Tiles = append(fig.Tiles, tile)
		for k, row := range f.Best {
			x, _ := d.Test.Row(row)
			fig.Tiles = append(fig.Tiles, draw.Tile{Title: f.Classes[k], Value: fmt.Sprintf("row %d", row), Width: d.Image[1], Values: x})
		}
	}
	return fig, nil
}
