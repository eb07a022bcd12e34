package metric_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// forward is a chain without activations at an input given by number: the outputs, by
// number, with one neuron's output held at zero.
func forward(n *network, x []float64, dead *bimt.Axis, neuron int) []float64 {
	axes := n.Axes()
	at := func(a *bimt.Axis, v []float64) []float64 { // by number, to places, and the dead one out
		y := make([]float64, len(v))
		for p, i := range a.Order() {
			if y[p] = v[i]; a == dead && i == neuron {
				y[p] = 0
			}
		}
		return y
	}
	byNumber := func(a *bimt.Axis, v []float64) []float64 {
		y := make([]float64, len(v))
		for p, i := range a.Order() {
			y[i] = v[p]
		}
		return y
	}
	for k, a := range axes[1:] {
		h := at(axes[k], x)
		w, y := n.Connections()[2*k].Param().Float64s(), n.Connections()[2*k+1].Param().Float64s()
		for i := range y {
			for j := range h {
				y[i] += w[i*len(h)+j] * h[j]
			}
		}
		x = byNumber(a, y)
	}
	return byNumber(axes[len(axes)-1], at(axes[len(axes)-1], x))
}

// TestAblateNeuron holds ablation by weights against neurons held at zero.
func TestAblateNeuron(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _ := solid(tensor.Float64, rapid.Uint64().Draw(t, "seed"), 3, 5, 4, 2)
		if _, err := n.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}); n.err != nil || err != nil {
			t.Fatal(n.err, err)
		}
		loss := func(y []float64) float64 { return math.Abs(y[0]-1) + 2*math.Abs(y[1]+1) }
		x := []float64{1, -0.5, 2}
		a := rapid.SampledFrom(n.Axes()).Draw(t, "axis")
		neuron := rapid.IntRange(0, a.Len()-1).Draw(t, "neuron")
		before := n.bits()
		got, err := metric.AblateNeuron(n.Space, func() (float64, error) { return loss(forward(n, x, nil, 0)), nil }, a, neuron)
		want := loss(forward(n, x, a, neuron)) - loss(forward(n, x, nil, 0))
		if err != nil || math.Abs(got-want) > 1e-9*(1+math.Abs(want)) || !slices.Equal(before, n.bits()) {
			t.Fatalf("axis %s, neuron %d: effect %v, %v; want %v", a.Name(), neuron, got, err, want)
		}
	})
}

// Ablated, an axis that nothing leads on from loses all that leads to it; both copies
// of a fold go.
func TestAblated(t *testing.T) {
	for _, c := range []struct {
		network, axis string
		neuron        int
		want          map[string]int // zeros by parameter
	}{
		{"folded", "x", 2, map[string]int{"first": 12}},
		{"folded", "h", 2, map[string]int{"second": 4}},
		{"folded", "y", 2, map[string]int{"second": 6}},
		{"attention", "qk", 3, map[string]int{"Wq": 6, "Wk": 6}},
		{"attention", "residual", 0, map[string]int{"Wq": 4, "Wk": 4, "Wv": 6, "up": 8, "unembed": 2}},
		{"recurrent", "h", 0, map[string]int{"again": 4, "gate": 4, "out": 2}},
		{"convolution", "x", 1, map[string]int{"kernel": 45}},
		{"convolution", "y", 1, map[string]int{"taps": 20}},
		{"chain", "layer3", 1, map[string]int{"weight2": 6, "bias2": 1}},
	} {
		n := architectures[c.network]()
		check(t, n.err)
		for _, p := range n.params.All() {
			v := make([]float64, p.Len())
			for i := range v {
				v[i] = 1
			}
			check(t, p.Set(v))
		}
		got := map[string]int{}
		effect := must(metric.AblateNeuron(n.Space, func() (float64, error) {
			zeros := 0
			for _, p := range n.params.All() {
				for _, v := range p.Float64s() {
					if v == 0 {
						got[p.Name()]++
						zeros++
					}
				}
			}
			return float64(zeros), nil
		}, n.Find(c.axis), c.neuron))(t)
		total := 0
		for name, zeros := range c.want {
			total += zeros
			if got[name] != zeros {
				t.Errorf("%s, %s: %v, want %v", c.network, c.axis, got, c.want)
			}
		}
		if effect != float64(total) {
			t.Errorf("%s, %s: %v zeros, want %d", c.network, c.axis, effect, total)
		}
	}
}

func TestAblateWeight(t *testing.T) {
	n, _ := solid(tensor.Float32, 1, 3, 4)
	check(t, n.err)
	c := n.Connections()[0]
	loss := func() (float64, error) {
		sum := 10.0
		for i, w := range c.Param().Float64s() {
			sum += float64(i+1) * w
		}
		return sum, nil
	}
	w := c.Param().Float64s()
	if got := must(metric.AblateWeight(n.Space, loss, c, 7))(t); math.Abs(got+8*w[7]) > 1e-12 {
		t.Errorf("effect %v, want %v", got, -8*w[7])
	}
	infinite := func() (float64, error) { return math.Inf(1), nil }
	other := must(architecture("chain", 1))(t)
	_, outside := metric.AblateWeight(n.Space, loss, c, 12)
	_, foreign := metric.AblateWeight(n.Space, loss, other.Connections()[0], 0)
	_, foreignAxis := metric.AblateNeuron(n.Space, loss, other.Axes()[0], 0)
	_, noNeuron := metric.AblateNeuron(n.Space, loss, n.Axes()[0], 3)
	_, nothing := metric.AblateNeuron(n.Space, infinite, n.Axes()[0], 0)
	for want, err := range map[string]error{
		"weight0 has elements 0 … 11, none of number 12": outside,
		"connection is not of this space":                foreign,
		"axis is not of this space":                      foreignAxis,
		"layer0 has neurons 0 … 2, none of number 3":     noNeuron,
		"the loss is +Inf":                               nothing,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
