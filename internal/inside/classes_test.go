package inside

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/bimt/draw"
)

// A neuron that has the mean image of a class as its weights answers to that class, wherever
// it stands; weights without a sign are all positive, untrained ones half.
func TestLensOfClasses(t *testing.T) {
	r := build(t, "digits", "width=4")
	set := r.Data.Test
	template := make([]float64, 64)
	for i := range set.Rows {
		x, _ := set.Row(i)
		for k, v := range x {
			if set.Class(i) == 4 {
				template[k] += v
			} else {
				template[k] -= v / 9
			}
		}
	}
	p := r.Network.Params.Get("linear0.weight")
	values := p.Float64s()
	for i := range values {
		values[i] *= 0.1
		if i/64 == 2 {
			values[i] = template[i%64] / 20
		}
	}
	last := r.Network.Params.Get("linear2.weight")
	up := last.Float64s()
	for i := range up {
		up[i] = max(up[i], -up[i])
	}
	if err := p.Set(values); err != nil {
		t.Fatal(err)
	}
	if err := last.Set(up); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Network.Space.Relocate(relocation); err != nil {
		t.Fatal(err)
	}
	l, err := Lens(r)
	if err != nil {
		t.Fatal(err)
	}
	c := l.Classes
	if f := c.Features[0]; f.Name != "hidden1[2]" || f.Share < 0.9 || f.Null > 0.2 || f.Classes[0] != "4" || len(f.Best) != 5 {
		t.Errorf("the planted neuron: %+v: want it first, and answering to 4", f)
	}
	figures := l.Figures()
	if len(figures) != 1 || figures[0].Name != "matches" {
		t.Fatalf("%d figures, want one of the images that match", len(figures))
	}
	tiles := figures[0].Figure.(draw.Images).Tiles
	found, _ := set.Row(c.Features[0].Best[0])
	if len(tiles) != 6*len(c.Features) || tiles[1].Title != "4" || tiles[1].Values[20] != found[20] || math.Abs(tiles[0].Values[20]-template[20]/20) > 1e-6 {
		t.Errorf("%d tiles, %q first: want the template and the images to which it answers", len(tiles), tiles[1].Title)
	}
	if s := c.Layers[2]; s.Positive != 1 || s.Negative != 0 || s.Null < 0.2 || s.Null > 0.8 {
		t.Errorf("weights without a sign: %+v", s)
	}
}
