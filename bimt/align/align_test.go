package align_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/align"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// square is x – n hidden – y with a weight that connects the hidden axis to itself, and
// values drawn from a seed.
func square(t rapid.TB, n int, seed uint64) *bimt.Space {
	params, rng := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), rand.New(rand.NewPCG(seed, 0))
	s := bimt.NewSpace()
	x, h, y := s.Axis("x", bimt.Line(3)), s.Axis("h", bimt.Line(n)), s.Axis("y", bimt.Line(2))
	weight := func(name string, shape ...int) *graph.Param {
		values := make([]float64, 1)
		for _, k := range shape {
			values = slices.Repeat(values, k)
		}
		for i := range values {
			values[i] = rng.NormFloat64()
		}
		p, err := params.New(name, shape...)
		if err == nil {
			err = p.Set(values)
		}
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if err := errors.Join(s.Connect(weight("in", n, 3), h, x), s.Connect(weight("state", n, n), h, h), s.Bias(weight("bias", n), h), s.Connect(weight("out", 2, n), y, h)); err != nil {
		t.Fatal(err)
	}
	return s
}

var held = align.Options{Held: []string{"x", "y"}}

// A recurrent network and a permuted copy align exactly; no alignment of any two networks is
// farther apart than equal numbers are; applied, it is what the distances say.
func TestAlignments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, seed := rapid.IntRange(1, 9).Draw(t, "n"), rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 1))
		a, b, other := square(t, n, seed), square(t, n, seed), square(t, n, seed+1)
		order, first := rng.Perm(n), rng.Perm(n)
		if err := b.Move(map[*bimt.Axis][]int{b.Find("h"): order}); err != nil {
			t.Fatal(err)
		}
		if err := b.Find("h").SetOrder(first); err != nil {
			t.Fatal(err)
		}
		m, err := align.Weights(a, b, held)
		if err != nil {
			t.Fatal(err)
		}
		if _, after := align.Total(m.Distances()); after != 0 {
			t.Fatalf("a permuted copy stays %v apart", after)
		}
		for place, number := range order {
			if m.Of("h")[number] != first[place] {
				t.Fatalf("neuron %d is matched with %d, want %d", number, m.Of("h")[number], first[place])
			}
		}
		if m, err = align.Weights(a, other, held); err != nil {
			t.Fatal(err)
		}
		before, after := align.Total(m.Distances())
		if after > before {
			t.Fatalf("aligned, networks are %v apart, %v before", after, before)
		}
		if err := m.Apply(); err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, c := range a.Connections() {
			for k, w := range c.Param().Float64s() {
				d := w - other.Connections()[i].Param().Float64s()[k]
				sum += d * d
			}
		}
		if math.Abs(math.Sqrt(sum)-after) > 1e-9*(1+after) {
			t.Fatalf("applied, they are %v apart, want %v", math.Sqrt(sum), after)
		}
	})
}

func TestAlignmentErrors(t *testing.T) {
	a := square(t, 4, 1)
	nan := square(t, 4, 2)
	if err := nan.Connections()[0].Param().Set(slices.Repeat([]float64{math.NaN()}, 12)); err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]struct {
		b *bimt.Space
		o align.Options
	}{
		"axis h has 4 neurons in the one and 5 in the other": {square(t, 5, 1), held},
		`no axis "z"`:                     {a, align.Options{Held: []string{"z"}}},
		"is held, and a match is given":   {a, align.Options{Held: []string{"h"}, Known: map[string][]int{"h": {0, 1, 2, 3}}}},
		"no order of its 4 neurons":       {a, align.Options{Known: map[string][]int{"h": {0, 1, 1, 3}}}},
		"in holds NaN":                    {nan, held},
		"the one has 3 axes, the other 0": {bimt.NewSpace(), held},
	} {
		if _, err := align.Weights(a, c.b, c.o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	for _, x := range [][]float64{nil, {1, 2}, {1, 2, 3}, {math.NaN(), 1, 2, 3}} {
		if _, err := align.Activations(x, x, 2); err == nil {
			t.Errorf("activations %v are aligned", x)
		}
	}
}

// Neurons that say the same are matched, whatever their size and offset; a constant one takes
// what is left.
func ExampleActivations() {
	x := []float64{ // three rows of three neurons
		1, 5, 0,
		2, 5, 1,
		4, 5, 0,
	}
	y := []float64{
		0, 7, 10,
		3, 7, 20,
		0, 7, 40,
	}
	match, err := align.Activations(x, y, 3)
	fmt.Println(match, err)
	// Output: [2 1 0] <nil>
}

// Two networks whose hidden neurons have other numbers are one.
func ExampleWeights() {
	network := func(in, out []float64) *bimt.Space {
		params, s := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
		x, h, y := s.Axis("x", bimt.Line(1)), s.Axis("h", bimt.Line(3)), s.Axis("y", bimt.Line(1))
		w, err1 := params.New("in", 3, 1)
		v, err2 := params.New("out", 1, 3)
		if err := errors.Join(err1, err2); err != nil {
			panic(err)
		}
		if err := errors.Join(w.Set(in), v.Set(out), s.Connect(w, h, x), s.Connect(v, y, h)); err != nil {
			panic(err)
		}
		return s
	}
	a := network([]float64{1, 2, 3}, []float64{4, 5, 6})
	b := network([]float64{3, 1, 2}, []float64{6, 4, 5})
	m, err := align.Weights(a, b, align.Options{Held: []string{"x", "y"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	before, after := align.Total(m.Distances())
	fmt.Printf("h: %v; %.3f apart, aligned %v\n", m.Of("h"), before, after)
	// Output: h: [1 2 0]; 3.464 apart, aligned 0
}
