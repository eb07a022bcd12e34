package run

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/task"
)

// Pixels stay at their places in the image, whatever its shape.
func TestPixelsAreAGrid(t *testing.T) {
	set := task.Set{XShape: []int{24}, YShape: []int{3}}
	n, err := newNetwork(config(t, "mnist"), &task.Data{Train: set, Test: set, Schema: task.Schema{XShape: set.XShape, YShape: set.YShape, Classes: 3, Image: [2]int{4, 6}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := n.In.Layout().Point(7), bimt.Grid(6, 4).Point(7); n.In.Len() != 24 || !slices.Equal(got, want) || !n.In.IsFixed() {
		t.Errorf("%d pixels, the eighth at %v, want 24, %v; fixed: %v", n.In.Len(), got, want, n.In.IsFixed())
	}
}

// A network built from the description of the data is that of the data.
func TestNetworkOfADescription(t *testing.T) {
	for _, w := range [][]string{
		{"independence"}, {"two-moons"}, {"digits"}, {"s4"}, {"modular-addition-transformer"}, {"in-context", "train_rows=100"},
		{"table", "path=" + cars, carInputs, "outputs=[Origin]"}, {"table", "path=" + cars, carInputs, "outputs=[Miles_per_Gallon]"},
	} {
		c := config(t, w[0], w[1:]...)
		d, err := c.MakeData(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Schema.Data()
		if err != nil {
			t.Fatal(err)
		}
		want, err := newNetwork(c, d)
		if err != nil {
			t.Fatal(err)
		}
		have, err := newNetwork(c, e)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range want.Params.All() {
			if q := have.Params.All()[i]; !slices.Equal(p.Float64s(), q.Float64s()) || p.Name() != q.Name() {
				t.Errorf("%v: %s differs from %s", w, q.Name(), p.Name())
			}
		}
	}
}
