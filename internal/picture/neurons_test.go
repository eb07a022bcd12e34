package picture

import (
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/draw"
)

// A network with known weights has the maps that they say: of the living neurons only, over
// the inputs that reach them, with their biases.
func TestNeuronMaps(t *testing.T) {
	r := build(t, "independence", "depth=1", "width=3")
	set := func(name string, v ...float64) {
		if err := r.Network.Params.Get(name).Set(v); err != nil {
			t.Fatal(err)
		}
	}
	set("linear0.weight", 0, 0, 2, 0, 1, 1, 1, 1, 1, -1, 0, 0)
	set("linear0.bias", 0.5, 0, -1)
	set("linear1.weight", 1, 0, 0, 0, 0, 1) // nothing reads the second
	set("linear1.bias", 0.25, -0.125)
	fig, err := neurons(Scene{Run: r})
	if err != nil {
		t.Fatal(err)
	}
	f := fig.(draw.Neurons)
	if len(f.Maps) != 2 || f.Maps[0].Name != "hidden1[0]" || f.Maps[1].Name != "hidden1[2]" {
		t.Fatalf("maps %+v", f.Maps)
	}
	if !strings.Contains(f.Caption, "0.25") || !strings.Contains(f.Caption, "−0.12") {
		t.Errorf("the biases of outputs are not in %q", f.Caption)
	}
	silu := func(z float64) float64 { return z / (1 + math.Exp(-z)) }
	curve := f.Maps[0]
	if curve.Y != nil || curve.X.Name != "x3" || curve.Bias != 0.5 {
		t.Fatalf("a map %+v of x3 alone", curve)
	}
	for i, v := range curve.Values[0] {
		x := curve.X.Min + (curve.X.Max-curve.X.Min)*float64(i)/float64(len(curve.Values[0])-1)
		if want := silu(2*x + 0.5); math.Abs(v-want) > 1e-9 {
			t.Errorf("at x3 = %v: %v, want %v", x, v, want)
		}
	}
	area := f.Maps[1]
	if area.Y == nil || area.X.Name != "x1" || area.Y.Name != "x2" {
		t.Fatalf("a map %+v of x1 and x2", area)
	}
	for k, row := range area.Values {
		for i, v := range row {
			x := area.X.Min + (area.X.Max-area.X.Min)*float64(i)/float64(len(row)-1)
			y := area.Y.Min + (area.Y.Max-area.Y.Min)*float64(k)/float64(len(area.Values)-1)
			if want := silu(x - y - 1); math.Abs(v-want) > 1e-9 {
				t.Fatalf("at (%v, %v): %v, want %v", x, y, v, want)
			}
		}
	}
	for name, want := range map[string]bool{"independence": true, "digits": false, "modular-addition": false, "two-moons": true} {
		if got := ofFewNumbers(Scene{Run: build(t, name)}); got != want {
			t.Errorf("%s has maps of neurons: %v, want %v", name, got, want)
		}
	}
}

// A network that gets standardised numbers has axes in the data's own units, and is said to.
func TestNeuronMapsOfATable(t *testing.T) {
	r := build(t, "table", "path=../../testdata/tables/cars.csv", "inputs=[Horsepower, Year]", "outputs=[Miles_per_Gallon]")
	fig, err := neurons(Scene{Run: r})
	if err != nil {
		t.Fatal(err)
	}
	f := fig.(draw.Neurons)
	if !strings.Contains(f.Caption, "x is standardised") {
		t.Errorf("caption %q", f.Caption)
	}
	for _, m := range f.Maps {
		if m.Y == nil || m.X.Name != "Horsepower" || m.X.Min < 40 || m.Y.Min != 1970 || m.Y.Max > 1983 {
			t.Fatalf("%s is drawn over %+v and %+v", m.Name, m.X, m.Y)
		}
	}
	if len(f.Maps) != mostMaps && len(f.Maps) != 2*r.Config.Width {
		t.Errorf("%d maps", len(f.Maps))
	}
}
