package inside

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

// set gives parameters their values.
func set(t *testing.T, r *run.Run, values map[string][]float64) {
	t.Helper()
	for name, v := range values {
		if err := r.Network.Params.Get(name).Set(v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// Pairs of SiLUs that compute a² and b·c, with a dead neuron between them, are two modules,
// each with what feeds it; knocked out, each hurts its own output alone.
func TestPlantedSquareAndProduct(t *testing.T) {
	r := build(t, "sharing", "inputs=[a, b, c]", "formulas=[a^2, b*c]", "width=7", "depth=1")
	const s = 0.05 // silu(z) + silu(−z) is z²/2 for small z; b·c is ((b+c)² − (b−c)²)/4
	k := 2 / (s * s)
	set(t, r, map[string][]float64{
		"linear0.weight": {s, 0, 0 /**/, -s, 0, 0 /**/, 0, 0, 0 /**/, 0, s, s /**/, 0, -s, -s /**/, 0, s, -s /**/, 0, -s, s},
		"linear0.bias":   {0, 0, 1, 0, 0, 0, 0},
		"linear1.weight": {k, k, 0, 0, 0, 0, 0 /**/, 0, 0, 3, k / 4, k / 4, -k / 4, -k / 4},
		"linear1.bias":   {0, -3 / (1 + math.Exp(-1))},
	})
	m, err := Modules(r, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	want := []Module{
		{Inputs: []string{"b", "c"}, Outputs: []string{"b·c"}, Neurons: []string{"hidden1[3]", "hidden1[4]", "hidden1[5]", "hidden1[6]"}, Weights: 12},
		{Inputs: []string{"a"}, Outputs: []string{"a²"}, Neurons: []string{"hidden1[0]", "hidden1[1]"}, Weights: 4},
	}
	if len(m.Modules) != 2 {
		t.Fatalf("%d modules, want 2: %+v", len(m.Modules), m.Modules)
	}
	for i, w := range want {
		got := m.Modules[i]
		if !slices.Equal(got.Inputs, w.Inputs) || !slices.Equal(got.Outputs, w.Outputs) || !slices.Equal(got.Neurons, w.Neurons) || got.Weights != w.Weights {
			t.Errorf("module %d is %+v, want %+v", i, got, w)
		}
		own := slices.Index(m.Outputs, w.Outputs[0])
		if k := got.Knockout[Resample]; k[own] < 0.5 || math.Abs(float64(k[1-own])) > 1e-9 {
			t.Errorf("module %d knocked out adds %v to the outputs %q", i, k, m.Outputs)
		}
	}
	if p := m.Paths[slices.Index(m.Outputs, "a²")]; !slices.Equal(p.Inputs, []string{"a"}) || !slices.Equal(p.Through, want[1].Neurons) {
		t.Errorf("a² is fed by %+v", p)
	}
	dot, err := DOT(r, m)
	if err != nil || strings.Count(string(dot), "subgraph") != 2 || strings.Count(string(dot), " -> ") != 16 || strings.Contains(string(dot), "hidden1[2]") {
		t.Errorf("the graph is %s: %v", dot, err)
	}
}

// A ring, in which hidden neuron i reads inputs i and i+1 and writes output i, is one part
// and has communities.
func TestPlantedRing(t *testing.T) {
	const n = 12
	names := make([]string, n)
	for i := range names {
		names[i] = string(rune('a' + i))
	}
	r := build(t, "sharing", "inputs=["+strings.Join(names, ", ")+"]", "formulas=["+strings.Join(names, ", ")+"]", "width=12", "depth=1")
	first, second := make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		first[i*n+i], first[i*n+(i+1)%n], second[i*n+i] = 1, 1, 1
	}
	set(t, r, map[string][]float64{"linear0.weight": first, "linear1.weight": second})
	m, err := Modules(r, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Modules) != 1 || m.Modules[0].Weights != 3*n || len(m.Modules[0].Inputs) != n {
		t.Errorf("%d modules, want the one ring: %+v", len(m.Modules), m.Modules)
	}
	if len(m.Communities) < 2 || m.Q < 0.5 {
		t.Errorf("the ring has %d communities, Q = %v", len(m.Communities), m.Q)
	}
	total := 0
	for _, c := range m.Communities {
		total += len(c.Inputs) + len(c.Neurons) + len(c.Outputs)
	}
	if total != 3*n {
		t.Errorf("the communities have %d neurons, want all %d", total, 3*n)
	}
	if p := m.Paths[0]; len(p.Inputs) != 2 || len(p.Through) != 1 {
		t.Errorf("output 0 is fed by %+v, want two inputs through one neuron", p)
	}
}

// Two voters that each know one half of the answer are right half of the time alone, and
// always together.
func TestPlantedVoters(t *testing.T) {
	r := build(t, "two-moons", "width=4", "depth=1", "test_rows=60", "train_rows=60")
	set(t, r, map[string][]float64{
		"linear0.weight": {8, 0 /**/, 0, 8 /**/, 0, 0 /**/, 0, 0}, "linear0.bias": {0, 0, 0, 0},
		"linear1.weight": {1, -1, 0, 0 /**/, -1, 1, 0, 0}, "linear1.bias": {0, 0},
	})
	d := *r.Data
	d.Test.Y = make([]float64, d.Test.Rows)
	for i := range d.Test.Rows {
		x, _ := d.Test.Row(i)
		out, err := r.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		if out[1] > out[0] {
			d.Test.Y[i] = 1
		}
	}
	r.Data = &d
	m, err := Modules(r, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	v := m.Voters
	if v == nil || len(v.Voters) != 2 || len(v.Pairs) != 1 {
		t.Fatalf("voters %+v, want two and their pair", v)
	}
	if v.All != 1 || v.Pairs[0].Accuracy != 1 || !(v.Voters[0].Accuracy < 1) || !(v.Voters[1].Accuracy < 1) {
		t.Errorf("all %v, the pair %v, alone %v and %v", v.All, v.Pairs[0].Accuracy, v.Voters[0].Accuracy, v.Voters[1].Accuracy)
	}
}
