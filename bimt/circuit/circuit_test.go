package circuit_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
)

func TestEvalIsTheDenseNetwork(t *testing.T) {
	for seed := range uint64(10) {
		c, layers := random(t, seed, 3, 7, 2)
		small := c.Shrink()
		r := rand.New(rand.NewPCG(seed, 2))
		for range 20 {
			row := []float64{r.NormFloat64(), r.NormFloat64(), 5 * r.NormFloat64()}
			want := dense(c, layers, row)
			near(t, eval(t, c, row), want, 1e-13)
			near(t, eval(t, small, row), want, 1e-12)
		}
	}
}

func near(t *testing.T, got, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*(1+math.Abs(want[i]))) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestEvalAllocatesNothing(t *testing.T) {
	c, _ := random(t, 1, 3, 7, 2)
	e, err := c.Evaluator()
	if err != nil {
		t.Fatal(err)
	}
	row, out := make([]float64, 3), make([]float64, 2)
	if n := testing.AllocsPerRun(10, func() { _ = e.Eval(out, row) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if e.Eval(out, row[:2]) == nil || e.Eval(out[:1], row) == nil {
		t.Error("a row of the wrong length passes")
	}
	if math.Float64bits(e.Values()[0]) != math.Float64bits(1.5/0.5) {
		t.Errorf("value 0 is %v", e.Values()[0])
	}
}

// planted has two parts that share nothing, y0 of a and b, y1 of c; neuron 3 is read by
// no one, neuron 4 reads nothing and is read by y1's.
func planted() *circuit.Circuit {
	n := func(bias float64, terms ...circuit.Term) circuit.Neuron {
		return circuit.Neuron{Name: "n", Activation: op.SiLU, Bias: bias, Terms: terms}
	}
	return &circuit.Circuit{
		Inputs: []circuit.Input{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "unread"}},
		Neurons: []circuit.Neuron{
			n(1, circuit.Term{From: 0, Weight: 1}, circuit.Term{From: 1, Weight: -2}),
			n(0),
			n(0, circuit.Term{From: 2, Weight: 3}, circuit.Term{From: 4 + 1, Weight: 7}, circuit.Term{From: 0, Weight: 0}),
			n(0, circuit.Term{From: 0, Weight: 1}, circuit.Term{From: 2, Weight: 1}),
			n(2),
			n(0, circuit.Term{From: 4 + 2, Weight: 1}, circuit.Term{From: 4 + 4, Weight: 0.5}),
		},
		Outputs: []circuit.Output{{Name: "y0", From: 4}, {Name: "y1", From: 4 + 5}},
	}
}

func TestShrinkAndModules(t *testing.T) {
	c := planted()
	small := c.Shrink()
	if len(small.Neurons) != 3 || small.Wires() != 4 {
		t.Errorf("%d neurons with %d weights are left, want 3 with 4", len(small.Neurons), small.Wires())
	}
	if got, want := small.Neurons[2].Bias, 0.5*circuit.Apply(op.SiLU, 2); got != want {
		t.Errorf("the constant neuron adds %v to the bias, want %v", got, want)
	}
	if len(c.Neurons) != 6 || len(c.Neurons[2].Terms) != 3 {
		t.Error("Shrink changed its receiver")
	}
	row := []float64{0.3, -1, 2, 9}
	near(t, eval(t, small, row), eval(t, c, row), 1e-15)
	want := []circuit.Module{{Inputs: []int{0, 1}, Neurons: []int{0}, Outputs: []int{0}}, {Inputs: []int{2}, Neurons: []int{1, 2}, Outputs: []int{1}}}
	if got := small.Modules(); !reflect.DeepEqual(got, want) {
		t.Errorf("modules %v, want %v", got, want)
	}
	if got := small.Cones(); !reflect.DeepEqual(got, want) {
		t.Errorf("cones %v, want %v", got, want)
	}
	if got := c.Modules(); !reflect.DeepEqual(got[1].Neurons, []int{1, 2, 4, 5}) || len(got) != 2 {
		t.Errorf("before shrinking the modules are %v", got)
	}
}

// Two outputs of one input are one module with two cones.
func TestModulesShareInputs(t *testing.T) {
	layers := []circuit.Layer{{Name: "h", In: 1, Weight: []float64{1, 2}, Activation: op.Tanh}, {Name: "y", In: 2, Weight: []float64{1, 0.001, 0, 1}, Activation: op.Identity}}
	c, err := circuit.FromLayers([]circuit.Input{{Name: "x"}}, layers, []circuit.Output{{Name: "p"}, {Name: "q"}}, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	if m := c.Modules(); len(m) != 1 || len(m[0].Outputs) != 2 || c.Wires() != 4 {
		t.Errorf("%v with %d weights", m, c.Wires())
	}
	if m := c.Cone(1); !reflect.DeepEqual(m.Neurons, []int{1, 3}) || c.Name(m.Neurons[0]+1) != "h[1]" || c.Name(0) != "x" {
		t.Errorf("the second output's cone is %v", m)
	}
}

func TestErrors(t *testing.T) {
	in, out := []circuit.Input{{Name: "x"}}, []circuit.Output{{Name: "y"}}
	layer := func(f func(*circuit.Layer)) error {
		l := circuit.Layer{Name: "l", In: 1, Weight: []float64{1}, Bias: []float64{0}, Activation: op.Identity}
		f(&l)
		_, err := circuit.FromLayers(in, []circuit.Layer{l}, out, 0)
		return err
	}
	broken := func(f func(*circuit.Circuit)) error {
		c := planted()
		f(c)
		return c.Check()
	}
	for want, err := range map[string]error{
		"do not fit 1 values":          layer(func(l *circuit.Layer) { l.In = 2 }),
		"2 biases for 1 neurons":       layer(func(l *circuit.Layer) { l.Bias = []float64{1, 2} }),
		"1 outputs are named":          layer(func(l *circuit.Layer) { l.Weight, l.Bias = []float64{1, 2}, nil }),
		"NaN is no finite number":      layer(func(l *circuit.Layer) { l.Weight[0] = math.NaN() }),
		"there is no activation":       layer(func(l *circuit.Layer) { l.Activation = "sign" }),
		"needs inputs and outputs":     broken(func(c *circuit.Circuit) { c.Outputs = nil }),
		"only those under 4":           broken(func(c *circuit.Circuit) { c.Neurons[0].Terms[0].From = 4 }),
		"output 1 (y1): it reads":      broken(func(c *circuit.Circuit) { c.Outputs[1].From = 10 }),
		"input 2 (c): +Inf":            broken(func(c *circuit.Circuit) { c.Inputs[2].Mean = math.Inf(1) }),
		"neuron 4 (n): NaN":            broken(func(c *circuit.Circuit) { c.Neurons[4].Bias = math.NaN() }),
		"output 0 (y0): -Inf is no fi": broken(func(c *circuit.Circuit) { c.Outputs[0].Std = math.Inf(-1) }),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want one that says %q", err, want)
		}
	}
}
