package inside

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/run"
)

func build(t *testing.T, name string, set ...string) *run.Run {
	t.Helper()
	c, err := run.Load(name)
	if err == nil {
		err = c.Set(set...)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func trained(t *testing.T, name string, set ...string) *run.Run {
	t.Helper()
	r := build(t, name, set...)
	if err := r.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r
}

// planted is independence with two disjoint parts, and a weight of 0.005 between them:
// x1, x3 → hidden0[0] → hidden1[0] → output 0 and x2, x4 → … [1] → output 1.
func planted(t *testing.T) *run.Run {
	t.Helper()
	r := build(t, "independence", "width=4")
	for name, values := range map[string][]float64{
		"linear0.weight": {1, 0, 1, 0 /**/, 0, 1, 0.005, 1 /**/, 0, 0, 0, 0 /**/, 0, 0, 2, 0},
		"linear0.bias":   {0.1, -0.2, 0, 0.3},
		"linear1.weight": {1.5, 0, 0, 0 /**/, 0, 1.2, 0, 0 /**/, 0, 0, 0, 0 /**/, 0, 0, 0, 0},
		"linear1.bias":   {0, 0.1, 0, 0},
		"linear2.weight": {1, 0, 0, 0 /**/, 0, 1, 0, 0},
		"linear2.bias":   {0.2, 0},
	} {
		if err := r.Network.Params.Get(name).Set(values); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// A circuit answers as the network does, in the units of the data, relocated or not.
func TestCircuit(t *testing.T) {
	cars := []string{"path=../../testdata/tables/cars.csv", "inputs=[Horsepower, Year]", "steps=300", "log_every=300"}
	for name, r := range map[string]*run.Run{
		"independence": trained(t, "independence", "steps=600"),
		"table":        trained(t, "table", append(cars, "outputs=[Miles_per_Gallon]")...),
		"s4":           trained(t, "s4", "steps=10", "log_every=10"),
	} {
		c, err := r.Circuit(0)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		e, err := c.Shrink().Evaluator()
		if err != nil {
			t.Fatal(err)
		}
		want, err := r.PredictSet(r.Data.Test)
		if err == nil {
			want, err = r.Data.InUnits(want)
		}
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float64, len(c.Outputs))
		for i, row := range rowsOf(t, r) {
			if err := e.Eval(got, row); err != nil {
				t.Fatal(err)
			}
			for j, v := range got {
				if w := want[i*len(got)+j]; math.Abs(v-w) > tolerated(r)*(1+math.Abs(w)) {
					t.Fatalf("%s: row %d, output %s: the circuit says %v, the network %v", name, i, c.Outputs[j].Name, v, w)
				}
			}
		}
	}
	if _, err := build(t, "in-context").Circuit(0); err == nil || !strings.Contains(err.Error(), "transformer") {
		t.Errorf("a transformer has a circuit, or the error is %v", err)
	}
}

func tolerated(r *run.Run) float64 {
	if r.Config.DType == "float32" {
		return 1e-4
	}
	return 1e-9
}

// rowsOf are the rows of the test data as a circuit takes them.
func rowsOf(t *testing.T, r *run.Run) (rows [][]float64) {
	t.Helper()
	if r.Data.Tokens > 0 {
		for i := range r.Data.Test.Rows {
			x, _ := r.Data.Test.Row(i)
			rows = append(rows, oneHot(x, r.Data.Tokens))
		}
		return rows
	}
	rows, _, err := columns(r, true)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Go and C that are exported are compiled, and answer as Predict does.
func TestExport(t *testing.T) {
	r := trained(t, "independence", "steps=800")
	x := []float64{0.3, -0.7, 0.25, 0.9}
	want, err := r.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	export := func(format, name string) {
		t.Helper()
		var b bytes.Buffer
		if err := Export(&b, r, format, "law", 0); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	export("go", "law/law.go")
	write("go.mod", "module try\n\ngo 1.21\n")
	write("main.go", `package main
import ("fmt"; "try/law")
func main() { y := law.Predict([]float64{0.3, -0.7, 0.25, 0.9}); fmt.Println(y[0], y[1], law.SelfTest()) }`)
	check(t, want, dir, "go", "run", ".")
	export("npz", "law.npz")
	var long bytes.Buffer
	for _, f := range Formats() {
		if err := Export(&long, planted(t), f, "law", 0.01); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler is installed: the C that is exported was not run")
	}
	export("c", "law.h")
	write("main.c", `#include "law.h"
#include <stdio.h>
int main(void) { double in[] = {0.3, -0.7, 0.25, 0.9}, out[2]; law(in, out); printf("%.17g %.17g %.17g\n", out[0], out[1], law_selftest()); return 0; }`)
	check(t, want, dir, "sh", "-c", cc+" -o try main.c -lm && ./try")
}

// check runs a command that prints two outputs and the error of the self-test.
func check(t *testing.T, want []float64, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, field := range strings.Fields(string(out)) {
		w := 0.0 // of the self-test
		if i < len(want) {
			w = want[i]
		}
		if v, err := strconv.ParseFloat(field, 64); err != nil || math.Abs(v-w) > 1e-9 {
			t.Errorf("%s: number %d is %s, want %v", name, i, field, w)
		}
	}
}

// Planted parts are found; knocked out, each hurts its own output alone.
func TestModules(t *testing.T) {
	r := planted(t)
	m, err := Modules(r, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Modules) != 2 {
		t.Fatalf("%d modules, want two: %+v", len(m.Modules), m.Modules)
	}
	for _, part := range m.Modules {
		j := slices.Index(m.Outputs, part.Outputs[0])
		inputs := [][]string{{"x1", "x3"}, {"x2", "x4"}}[j]
		neurons := []string{fmt.Sprintf("hidden1[%d]", j), fmt.Sprintf("hidden2[%d]", j)}
		if !slices.Equal(part.Inputs, inputs) || !slices.Equal(part.Neurons, neurons) || len(part.Outputs) != 1 || part.Weights != 4 {
			t.Errorf("module %+v, want inputs %q, neurons %q, 4 weights", part, inputs, neurons)
		}
		for _, to := range []Replacement{Zero, Resample} {
			if own, other := part.Knockout[to][j], part.Knockout[to][1-j]; own == 0 || other != 0 {
				t.Errorf("%s: knocked out of output %d it adds %v to it, and %v to the other", to, j, own, other)
			}
		}
	}
	if m, err = Modules(r, 0.001); err != nil || len(m.Modules) != 1 {
		t.Errorf("below the small weight there are %d modules, want one: %v", len(m.Modules), err)
	}
	if m, err = Modules(r, 10); err != nil || len(m.Modules) != 0 || len(m.Unused) != 4 || len(m.Unmoved) != 2 {
		t.Errorf("above all weights: %+v, %v", m, err)
	}
}

// An ablation does what setting the weights themselves to zero does.
func TestAblate(t *testing.T) {
	r := planted(t)
	ctx := context.Background()
	a, err := Ablate(ctx, r, AblateOptions{All: true})
	if err != nil {
		t.Fatal(err)
	}
	effect := map[string]float64{}
	for _, e := range a.Effects {
		effect[e.Name] = float64(e.Loss)
	}
	whole, err := r.Loss()
	if err != nil || math.Abs(whole-float64(a.Loss)) > 1e-12 {
		t.Fatalf("the loss is %v, want %v: %v", a.Loss, whole, err)
	}
	p := r.Network.Params.Get("linear1.weight")
	values := p.Float64s()
	values[5] = 0
	if err := p.Set(values); err != nil {
		t.Fatal(err)
	}
	without, err := r.Loss()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"linear1[1,1]", "hidden1[1]"} {
		if math.Abs(effect[name]-(without-whole)) > 1e-12 {
			t.Errorf("%s at zero changes the loss by %v, want %v", name, effect[name], without-whole)
		}
	}
	if len(effect) != 4+8+10 || effect["hidden1[3]"] != 0 {
		t.Errorf("%d effects, a dead neuron has %v: want 4 inputs, 8 neurons, 10 weights, and 0", len(effect), effect["hidden1[3]"])
	}
	for want, o := range map[string]AblateOptions{
		`did you mean "hidden1[1]"`: {Neurons: []string{"hiden1[1]"}},
		"only transformers":         {Heads: []string{"block0[1]"}},
		"unknown replacement":       {To: "nothing"},
	} {
		if _, err := Ablate(ctx, r, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
	}
}

// Heads and neurons of a transformer are taken away, and put back to the bit.
func TestAblateTransformer(t *testing.T) {
	r := build(t, "in-context", "width=8", "depth=1", "heads=2", "train_rows=20", "test_rows=20", "batch=0")
	before := r.Network.Params.All()[0].Float64s()
	a, err := Ablate(context.Background(), r, AblateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, e := range a.Effects {
		kinds[e.Kind]++
	}
	if kinds["head"] != 2 || kinds["neuron"] == 0 || !slices.Equal(before, r.Network.Params.All()[0].Float64s()) {
		t.Errorf("%v: want two heads, and the weights as they were", kinds)
	}
	for _, by := range []Replacement{Mean, Resample} {
		if b, err := Ablate(context.Background(), r, AblateOptions{To: by, Heads: []string{"block0[1]"}}); err != nil || b.Effects[0].Loss == 0 {
			t.Errorf("%s of a head: %+v, %v", by, b, err)
		}
	}
	m, err := Modules(r, 0.01)
	if err != nil || len(m.Modules) != 1 || len(m.Modules[0].Knockout[Resample]) != 1 || len(m.Communities) < 2 {
		t.Errorf("modules of a transformer: %+v, %v", m, err)
	}
}

// Pruning keeps what was planted, by each rule; a refit fits better with zeros held.
func TestPrune(t *testing.T) {
	ctx := context.Background()
	for name, o := range map[string]PruneOptions{"threshold": {Threshold: 0.01}, "keep": {Keep: 9}, "within": {Within: 0.01}} {
		p, err := Prune(ctx, planted(t), o)
		if err != nil {
			t.Fatal(err)
		}
		if p.Kept != 8 || p.Total != 40 || p.Neurons != 4+4+2 {
			t.Errorf("%s: %d of %d weights and %d neurons are left, want 8 of 40 and 10", name, p.Kept, p.Total, p.Neurons)
		}
	}
	r := planted(t)
	p, err := Prune(ctx, r, PruneOptions{Keep: 9, Refit: 40, Rounds: 2, Controls: 1})
	if err != nil {
		t.Fatal(err)
	}
	if p.Kept > 9 || !(p.TrainLossAfter < p.TrainLossBefore) || p.Curve == nil || len(p.Curve.Random) != 1 {
		t.Errorf("refitted: %+v", p)
	}
	small, err := Shrunk(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := small[0].Shape; !slices.Equal(got, []int{2, 4}) {
		t.Errorf("%s is shrunk to %v, want two neurons of four inputs", small[0].Name, got)
	}
	if _, err := Prune(ctx, planted(t), PruneOptions{Threshold: 10}); err == nil || !strings.Contains(err.Error(), "nothing is left") {
		t.Errorf("an empty network: %v", err)
	}
}

// A network that computes a square has it as its formula, scored against its data.
func TestFormulas(t *testing.T) {
	r := build(t, "sharing", "inputs=[a]", "formulas=[a^2]", "width=2", "depth=1")
	const s = 0.05 // silu(z) + silu(−z) is z²/2 for small z
	for name, values := range map[string][]float64{
		"linear0.weight": {s, -s}, "linear0.bias": {0, 0}, "linear1.weight": {2 / (s * s), 2 / (s * s)}, "linear1.bias": {0},
	} {
		if err := r.Network.Params.Get(name).Set(values); err != nil {
			t.Fatal(err)
		}
	}
	var said []string
	f, err := Formulas(context.Background(), r, FormulaOptions{Threshold: 0.01, Say: func(doing string) { said = append(said, doing) }})
	if err != nil {
		t.Fatal(err)
	}
	o := f.Outputs[0]
	if len(said) != 1 || !o.Fits || !o.Complete || !strings.Contains(o.Exact, "800") {
		t.Errorf("%q: %+v", said, o)
	}
	if best := o.Candidates[0]; best.SymPy != "a**2" || best.R2Network < 0.999 || best.R2Data < 0.999 || best.R2Outside < 0.999 {
		t.Errorf("the best formula is %+v, want a**2", best)
	}
	for ended, o := range map[string]FormulaOptions{EndedByEffort: {Effort: 1e-8}, EndedByTime: {Limit: time.Nanosecond}} {
		if f, err = Formulas(context.Background(), r, o); err != nil || f.Outputs[0].Ended != ended || f.Outputs[0].Complete {
			t.Errorf("ended by %s: %+v, %v", ended, f, err)
		}
	}
	if _, err := Formulas(context.Background(), build(t, "two-moons"), FormulaOptions{}); err == nil {
		t.Error("classes have a formula")
	}
}
