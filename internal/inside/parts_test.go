package inside

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

// near compares outputs to 1e-10.
func near(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d outputs, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 1e-10*(1+math.Abs(want[i]))) {
			t.Fatalf("%s: output %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// graphOf is the network of a bench once more, taken apart by its expression graph.
func graphOf(t *testing.T, b *bench) *ablation.Graph {
	t.Helper()
	g, err := b.r.AblationGraph(b.set)
	if err == nil {
		err = g.Feed(b.set.AppendX(nil, 0, b.set.Rows), ablation.OtherRows(b.r.MeasureRandom(), b.set.Rows))
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The layers computed all at once answer as the expression graph does one by one, for every
// neuron and weight, whatever stands in its place, relocated or not.
func TestLayersAsGraph(t *testing.T) {
	r := trained(t, "composition", "steps=400", "width=6", "test_rows=17")
	b, err := newBench(r, 17)
	if err != nil {
		t.Fatal(err)
	}
	g := graphOf(t, b)
	for _, by := range []Replacement{Zero, Mean, Resample} {
		for _, a := range r.Network.Space.Axes() {
			for n := range a.Len() {
				cut := []flow.Neuron{{Axis: a, Number: n}, {Axis: r.Network.Space.Axes()[2], Number: 1}}
				want, err := g.Neurons(cut, by)
				if err != nil {
					t.Fatal(err)
				}
				got, err := b.without(cut, by)
				if err != nil {
					t.Fatal(err)
				}
				near(t, string(by)+" "+neuronName(r, cut[0]), got, want)
			}
		}
		for _, c := range r.Network.Space.Connections() {
			from, to := c.Ends()
			if from == nil {
				continue
			}
			for i := range c.Param().Len() {
				if to == r.Network.Out && i%2 > 0 {
					continue
				}
				want, err := g.Weight(c, i, by)
				if err != nil {
					t.Fatal(err)
				}
				got := b.layers.Weight(nil, b.level[from], to.Order()[c.To(i)], from.Order()[c.From(i)], by)
				near(t, string(by)+" of a weight of "+c.Param().Name(), got, want)
			}
		}
	}
}

// What the graph of a transformer says is what setting the weights themselves to zero does.
func TestGraphAsWeights(t *testing.T) {
	r := trained(t, "in-context", "width=4", "depth=2", "heads=2", "train_rows=16", "test_rows=9", "batch=0", "steps=30", "swap_every=10", "mlp_factor=2")
	b, err := newBench(r, 9)
	if err != nil {
		t.Fatal(err)
	}
	whole := b.score(b.whole).Loss
	same := func(what string, out []float64, err error, effect float64, err2 error) {
		t.Helper()
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got := b.score(out).Loss - whole; math.Abs(got-effect) > 1e-10 {
			t.Fatalf("%s at zero: %v, want %v", what, got, effect)
		}
	}
	s := r.Network.Space
	for _, a := range s.Axes() {
		for n := range a.Len() {
			out, err := b.without([]flow.Neuron{{Axis: a, Number: n}}, Zero)
			effect, err2 := metric.AblateNeuron(s, r.Loss, a, n)
			same(a.Name(), out, err, effect, err2)
		}
	}
	for _, c := range s.Connections() {
		for i := 0; c.IsWire() && i < c.Param().Len(); i += 3 {
			out, err := b.graph.Weight(c, i, Zero)
			effect, err2 := metric.AblateWeight(s, r.Loss, c, i)
			same(c.Param().Name(), out, err, effect, err2)
		}
	}
}

// Taking away what is not there is an error that says so.
func TestAblationRefuses(t *testing.T) {
	r := build(t, "in-context", "width=4", "depth=1", "train_rows=4", "test_rows=4", "batch=0")
	b, err := newBench(r, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.without([]flow.Neuron{{Axis: r.Network.Out, Number: 7}}, Zero); err == nil {
		t.Error("an output that is not there is taken away")
	}
	if _, err := b.graph.Weight(r.Network.Space.Connections()[0], -1, Zero); err == nil {
		t.Error("a weight that is not there is taken away")
	}
	if _, err := newBench(mustOpenWithoutRows(r), 4); err == nil {
		t.Error("a run without rows is asked")
	}
}

func mustOpenWithoutRows(r *run.Run) *run.Run {
	d := *r.Data
	d.Test.Rows = 0
	c := *r
	c.Data = &d
	return &c
}
