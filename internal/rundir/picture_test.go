package rundir

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/task"
)

func build(t *testing.T, name string, set ...string) *experiment.Run {
	t.Helper()
	c, err := experiment.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range set {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	r, err := experiment.New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Each kind of run leaves its pictures, PNGs only where wanted.
func TestPicturesThatFit(t *testing.T) {
	cars := []string{"path=../../testdata/tables/cars.csv", "inputs=[Horsepower, Year]", "steps=5", "log_every=5"}
	for _, w := range []struct {
		name string
		set  []string
		want string
	}{
		{"two-moons", []string{"steps=5", "log_every=5"}, "network boundary ranks loss"},
		{"digits", []string{"steps=5", "log_every=5"}, "network network3d features ranks loss"},
		{"digits", []string{"steps=5", "log_every=5", "geometry=line"}, "network features ranks loss"},
		{"s4", []string{"group=3", "steps=5", "log_every=5"}, "network ranks loss"},
		{"table", append(cars, "outputs=[Origin]"), "network boundary ranks loss"},
		{"table", append(cars, "outputs=[Miles_per_Gallon, Cylinders]"), "network ranks loss fit"},
	} {
		r := build(t, w.name, w.set...)
		res, err := r.Train(context.Background(), nil)
		if err != nil || res.Err != nil {
			t.Fatal(err, res.Err)
		}
		kinds := []Pictures{SVG}
		if w.name == "two-moons" { // PNGs take long
			kinds = append(kinds, SVGAndPNG)
		}
		for _, kind := range kinds {
			f, err := Create(t.TempDir(), false)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteResult(res, kind); err != nil {
				t.Fatalf("%s: %v", w.name, err)
			}
			var svg []string
			pngs := 0
			for _, name := range f.Files() {
				if !slices.Contains(outputs(), name) {
					t.Errorf("%s would stay when the folder is used again", name)
				}
				if base, ok := strings.CutSuffix(name, ".svg"); ok {
					svg = append(svg, base)
				}
				if strings.HasSuffix(name, ".png") {
					pngs++
				}
			}
			for _, name := range strings.Fields(w.want) {
				if b, err := os.ReadFile(filepath.Join(f.Path, name+".svg")); err != nil || len(b) < 1000 {
					t.Errorf("%s: %s.svg has %d bytes, %v", w.name, name, len(b), err)
				}
			}
			if len(svg) != len(strings.Fields(w.want)) || (pngs > 0) != (kind == SVGAndPNG) {
				t.Errorf("%s: %v and %d PNGs, want %s", w.name, svg, pngs, w.want)
			}
		}
	}
}

// The feature of a neuron is its weights pixel by pixel, wherever relocation has put the
// pixels; the neuron with the most comes first and dead ones are left out.
func TestFeaturesFindTheirPixels(t *testing.T) {
	r := build(t, "digits", "geometry=line", "depth=1", "width=6")
	n := r.Network
	w, out := n.Params.Get("linear0.weight"), n.Params.Get("linear1.weight")
	v := make([]float64, w.Len())
	for pixel := range 64 { // by places, which are numbers still
		v[2*64+pixel], v[4*64+pixel] = float64(pixel), -2*float64(pixel)
	}
	if err := w.Set(v); err != nil {
		t.Fatal(err)
	}
	if err := out.Set(make([]float64, out.Len())); err != nil {
		t.Fatal(err)
	}
	order := n.In.Order()
	for i := range order { // pixels stand the other way round
		order[i] = 63 - i
	}
	if err := n.In.SetOrder(order); err != nil {
		t.Fatal(err)
	}
	fig, err := Features(n, r.Data, "test")
	if err != nil {
		t.Fatal(err)
	}
	if len(fig.Tiles) != 2 || fig.Tiles[0].Title != "4" || fig.Tiles[1].Title != "2" || fig.Tiles[0].Width != 8 {
		t.Fatalf("%d tiles: %+v", len(fig.Tiles), fig.Tiles)
	}
	for pixel, got := range fig.Tiles[1].Values {
		if got != float64(63-pixel) {
			t.Fatalf("pixel %d has weight %v, want %d", pixel, got, 63-pixel)
		}
	}
	if fig, err := Features(build(t, "sharing").Network, &task.Data{}, "test"); err != nil || len(fig.Tiles) != 0 {
		t.Errorf("no images, but %d tiles, %v", len(fig.Tiles), err)
	}
}
