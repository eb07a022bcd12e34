package picture

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

func build(t *testing.T, name string, set ...string) *run.Run {
	t.Helper()
	c, err := run.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range set {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	r, err := run.New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// trained is a run at its end.
func trained(t *testing.T, r *run.Run) Scene {
	t.Helper()
	if err := r.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	s, err := measure.Summarize(r)
	if err != nil {
		t.Fatal(err)
	}
	return Scene{Run: r, Summary: s}
}

// Each kind of run leaves its pictures, PNGs only where wanted. Pictures that no kind is
// said to leave are not looked at.
func TestPicturesThatFit(t *testing.T) {
	known := map[string]bool{"network": true, "network3d": true, "ranks": true, "features": true, "boundary": true, "attention": true, "loss": true, "neurons": true, "fit": true}
	cars := []string{"path=../../testdata/tables/cars.csv", "inputs=[Horsepower, Year]", "steps=5", "log_every=5"}
	for _, w := range []struct {
		name string
		set  []string
		want string
	}{
		{"two-moons", []string{"steps=5", "log_every=5"}, "network boundary neurons ranks loss"},
		{"digits", []string{"steps=5", "log_every=5"}, "network network3d features ranks loss"},
		{"digits", []string{"steps=5", "log_every=5", "geometry=line"}, "network features ranks loss"},
		{"s4", []string{"group=3", "steps=5", "log_every=5"}, "network ranks loss"},
		{"table", append(cars, "outputs=[Origin]"), "network boundary neurons ranks loss"},
		{"table", append(cars, "outputs=[Miles_per_Gallon, Cylinders]"), "network neurons ranks loss fit"},
	} {
		r := build(t, w.name, w.set...)
		scene := trained(t, r)
		kinds := []Formats{SVG}
		if w.name == "two-moons" { // PNGs take long
			kinds = append(kinds, SVGAndPNG)
		}
		for _, kind := range kinds {
			f, err := run.Create(t.TempDir(), false)
			if err != nil {
				t.Fatal(err)
			}
			if err := Draw(f, scene, kind); err != nil {
				t.Fatalf("%s: %v", w.name, err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
			var svg []string
			pngs := 0
			for _, name := range f.Files() {
				if !slices.Contains(Files(), name) {
					t.Errorf("%s would stay when the folder is used again", name)
				}
				if base, ok := strings.CutSuffix(name, ".svg"); ok && known[base] {
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

// A class whose logit has no weights is named as the reference; where there are several, none
// is.
func TestReferenceClass(t *testing.T) {
	for _, w := range []struct {
		constant int
		want     []string
	}{{0, []string{"moon 1", "moon 2", "moon 3"}}, {1, []string{"moon 1 (reference class)", "moon 2", "moon 3"}}, {2, []string{"moon 1 (constant logit)", "moon 2 (constant logit)", "moon 3"}}} {
		r := build(t, "three-moons", "steps=1")
		v := r.Network.Params.Get("linear2.weight")
		weights := v.Float64s()
		for i := range w.constant * len(weights) / 3 {
			weights[i] = 0
		}
		if err := v.Set(weights); err != nil {
			t.Fatal(err)
		}
		n, err := Network(r, "")
		if err != nil {
			t.Fatal(err)
		}
		var labels []string
		for _, u := range n.Layers[len(n.Layers)-1].Neurons {
			labels = append(labels, u.Label)
		}
		if !slices.Equal(labels, w.want) {
			t.Errorf("%d constant logits: %q, want %q", w.constant, labels, w.want)
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
		v[2*64+pixel], v[4*64+pixel], v[5*64+pixel] = float64(pixel), -2*float64(pixel), 3*float64(pixel)
	}
	if err := w.Set(v); err != nil {
		t.Fatal(err)
	}
	up := make([]float64, out.Len())
	up[2], up[4] = 0.02, 0.02 // and nothing leads from neuron 5
	if err := out.Set(up); err != nil {
		t.Fatal(err)
	}
	order := n.In.Order()
	for i := range order { // pixels stand the other way round
		order[i] = 63 - i
	}
	if err := n.In.SetOrder(order); err != nil {
		t.Fatal(err)
	}
	fig, err := featuresOf(r, run.ActiveAbove)
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
	if ofImages(Scene{Run: build(t, "sharing")}) {
		t.Error("numbers have images")
	}
}

// A picture that can't be drawn is told of by its name, and keeps no other away; of a run
// that ended in a NaN only its losses are drawn.
func TestBrokenPictures(t *testing.T) {
	scene := trained(t, build(t, "modular-addition-transformer", "modulus=5", "width=4", "heads=2", "steps=2", "log_every=1"))
	scene.Example = -1
	for ended, want := range map[error][]string{nil: {"network.svg", "loss.svg"}, &graph.NonFiniteError{}: {"loss.svg"}} {
		f, err := run.Create(t.TempDir(), false)
		if err != nil {
			t.Fatal(err)
		}
		scene.Err = ended
		err = Draw(f, scene, SVG)
		if (err == nil) != (ended != nil) || err != nil && !strings.Contains(err.Error(), "picture attention: ") {
			t.Errorf("ended by %v: %v", ended, err)
		}
		isThere := func(name string) bool { return slices.Contains(f.Files(), name) }
		if there := slices.DeleteFunc([]string{"network.svg", "attention.svg", "loss.svg"}, func(name string) bool { return !isThere(name) }); !slices.Equal(there, want) {
			t.Errorf("ended by %v: %v, want %v", ended, f.Files(), want)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The neurons that summary.json counts as active are those that the picture draws alive.
func TestPictureCountsAsTheSummary(t *testing.T) {
	for _, name := range []string{"independence", "two-moons"} {
		s := trained(t, build(t, name, "steps=3000", "log_every=1000"))
		n, err := Network(s.Run, "title")
		if err != nil {
			t.Fatal(err)
		}
		alive, all := 0, 0
		for _, l := range n.Layers {
			for _, v := range l.Neurons {
				all++
				if !v.Dead {
					alive++
				}
			}
		}
		if counted := s.Summary.Value("active_neurons"); float64(alive) != counted || alive == all {
			t.Errorf("%s: %d of %d neurons are drawn alive, %v are counted", name, alive, all, counted)
		}
	}
}
