package run

import (
	"context"
	"math"
	"slices"
	"testing"
)

// A hidden activation is that of the layer's weights and bias, for more rows than are computed
// at once, and after a relocation too.
func TestActivations(t *testing.T) {
	c, err := Load("independence")
	if err != nil {
		t.Fatal(err)
	}
	c.Steps = 300
	r, err := New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	x := slices.Repeat(r.Data.Train.X, 9)[:4*(unknownRows+3)]
	got, err := r.Activations("hidden0", x)
	if err != nil {
		t.Fatal(err)
	}
	n := r.Network
	w, b, order := n.Params.Get("linear0.weight").Float64s(), n.Params.Get("linear0.bias").Float64s(), n.In.Order()
	width := len(b)
	if len(got) != len(x)/4*width {
		t.Fatalf("%d numbers, want %d rows of %d", len(got), len(x)/4, width)
	}
	for i, h := range got {
		row, place := i/width, i%width
		z := b[place]
		for k, input := range order {
			z += w[place*4+k] * x[row*4+input]
		}
		if want := z / (1 + math.Exp(-z)); math.Abs(h-want) > 1e-12 {
			t.Fatalf("row %d, neuron %d: %v, want %v", row, place, h, want)
		}
	}
	if _, err := r.Activations("hidden7", x); err == nil {
		t.Error("there is an eighth layer")
	}
	if _, err := r.Activations("hidden0", x[:3]); err == nil {
		t.Error("three quarters of a row have activations")
	}
}
