package play_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/play"
	"github.com/gobimt/bimt/internal/run"
)

const small = `{"extends": "independence", "steps": 1000, "width": 8, "swap_every": 100, "train_rows": 30, "test_rows": 20}`

func training(t *testing.T, settings string) *play.Training {
	t.Helper()
	p, err := play.New(t.Context(), settings, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func steps(t *testing.T, p *play.Training, n int) {
	t.Helper()
	if done, err := p.Steps(t.Context(), n); err != nil || done != n {
		t.Fatalf("%d steps of %d: %v", done, n, err)
	}
}

func frame(t *testing.T, p *play.Training) []float32 {
	t.Helper()
	f, err := p.AppendFrame(nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ask[T any](t *testing.T, p *play.Training, name string, args any) (v T) {
	t.Helper()
	b, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	if b, err = p.Call(t.Context(), name, b); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v in %s", name, err, b)
	}
	return v
}

func same(a, b []float32) bool {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// A run in slices has the bits of the same run in one piece, by package run.
func TestSlicesAreTheRun(t *testing.T) {
	c, err := run.Decode([]byte(small), "small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Train(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := training(t, small)
	for _, n := range []int{1, 99, 1, 200, 399, 300} {
		steps(t, p, n)
	}
	curves := p.Curves()
	for i, l := range r.Lines {
		if float64(curves.Train[i]) != l.TrainLoss || float64(curves.Test[i]) != l.TestLoss {
			t.Fatalf("step %d: losses %v and %v, in one piece %v and %v", l.Step, curves.Train[i], curves.Test[i], l.TrainLoss, l.TestLoss)
		}
	}
	if n, err := p.Train(t.Context(), time.Hour); n != 0 || err != nil {
		t.Errorf("%d steps behind the last, %v", n, err)
	}
}

// Going back and on gives the bits of before.
func TestScrub(t *testing.T) {
	p := training(t, small)
	steps(t, p, 400)
	at400 := frame(t, p)
	steps(t, p, 350)
	at750 := frame(t, p)
	if err := p.Scrub(430); err != nil {
		t.Fatal(err)
	}
	if f := frame(t, p); f[0] != 400 || !same(f[play.Head:], at400[play.Head:]) {
		t.Fatalf("step %v is not what step 400 was", f[0])
	}
	if f := frame(t, p); f[11] != 750 {
		t.Errorf("the last step kept is %v: looking back forgets what came later", f[11])
	}
	steps(t, p, 350)
	if f := frame(t, p); !same(f, at750) {
		t.Errorf("on from step 400 is not what it was: %v and %v", f[:play.Head], at750[:play.Head])
	}
	if err := p.Scrub(-1); err == nil {
		t.Error("went to step −1")
	}
}

// Another y is the same as settings with it.
func TestLivePricesAreThoseOfSettings(t *testing.T) {
	at := func(settings string, live *play.Live) []float32 {
		p := training(t, settings)
		if live != nil {
			if err := p.Live(*live); err != nil {
				t.Fatal(err)
			}
		}
		steps(t, p, 150)
		return frame(t, p)
	}
	with := strings.Replace(small, "{", `{"lambda": 0.003, "locality": 2, "layer_distance": 0.4, "learning_rate": 0.001, `, 1)
	want, got := at(with, nil), at(small, &play.Live{Lambda: 0.003, Locality: 2, LayerDistance: 0.4, LearningRate: 0.001})
	for i := range want {
		if d := math.Abs(float64(want[i] - got[i])); d > 1e-5*math.Max(1, math.Abs(float64(want[i]))) {
			t.Fatalf("figure %d: %v by the slider, %v by the settings", i, got[i], want[i])
		}
	}
	p := training(t, small)
	if err := p.Live(play.Live{Lambda: math.NaN()}); err == nil {
		t.Error("took a λ that is none")
	}
}

// Moving neurons changes the cost of wires and no output.
func TestMovingKeepsTheFunction(t *testing.T) {
	p := training(t, small)
	steps(t, p, 90)
	before := ask[play.Probe](t, p, "probe", play.ProbeOptions{})
	cost := frame(t, p)[5]
	m := ask[play.Moves](t, p, "exchange", map[string]any{"axis": "hidden1", "place": 0, "with": 7})
	if math.Abs(m.Before-float64(cost)) > 1e-4 || m.Before == m.After || float32(m.After) != frame(t, p)[5] {
		t.Errorf("cost of wires: %+v, frames say %v and %v", m, cost, frame(t, p)[5])
	}
	if m := ask[play.Moves](t, p, "relocate", nil); m.After > m.Before || m.Moved == 0 {
		t.Errorf("relocated: %+v", m)
	}
	after := ask[play.Probe](t, p, "probe", play.ProbeOptions{})
	near(t, before.Answer, after.Answer, 1e-12)
}

func near(t *testing.T, a, b []play.Number, tolerance float64) {
	t.Helper()
	for i := range a {
		if math.Abs(float64(a[i]-b[i])) > tolerance {
			t.Fatalf("answer %d: %v and %v", i, a[i], b[i])
		}
	}
}

// A weight that is held stays, through steps and relocations, with its neuron, until it is let go.
func TestHold(t *testing.T) {
	p := training(t, small)
	w := play.Wire{Wire: 1, Cell: 9} // to hidden1 place 1, from hidden0 place 1
	if err := p.Hold(w, 0.75); err != nil {
		t.Fatal(err)
	}
	steps(t, p, 250)
	held := p.HeldWires()
	if len(held) != 1 {
		t.Fatalf("%d weights are held", len(held))
	}
	shape, err := p.Shape()
	if err != nil {
		t.Fatal(err)
	}
	if got := shape.Network.Wires[held[0].Wire].Weights[held[0].Cell]; got != 0.75 {
		t.Errorf("it is %v", got)
	}
	if err := p.Release(held[0]); err != nil {
		t.Fatal(err)
	}
	steps(t, p, 10)
	if shape, _ = p.Shape(); shape.Network.Wires[held[0].Wire].Weights[held[0].Cell] == 0.75 || len(p.HeldWires()) != 0 {
		t.Error("it does not change again")
	}
	if err := p.Hold(play.Wire{Wire: 77}, 0); err == nil {
		t.Error("held a weight that is not there")
	}
	if err := p.SetWeight(w, math.Inf(1)); err == nil {
		t.Error("set a weight to ∞")
	}
}

// A neuron that is knocked out changes answers, and no step of training; healed, all is as before.
func TestKnockOut(t *testing.T) {
	p, other := training(t, small), training(t, small)
	steps(t, p, 120)
	steps(t, other, 120)
	before := ask[play.Probe](t, p, "probe", nil)
	ask[any](t, p, "knock", map[string]any{"axis": "hidden2", "place": 2, "out": true})
	out := ask[play.Probe](t, p, "probe", nil)
	near(t, before.Outs, out.Whole, 0)
	differs := false
	for i := range out.Outs {
		differs = differs || out.Outs[i] != before.Outs[i]
	}
	if !differs {
		t.Error("nothing changed")
	}
	steps(t, p, 100)
	steps(t, other, 100)
	if !same(frame(t, p), frame(t, other)) {
		t.Error("training changed")
	}
	for place := range 8 { // it has moved maybe
		ask[any](t, p, "knock", map[string]any{"axis": "hidden2", "place": place, "out": false})
	}
	if q := ask[play.Probe](t, p, "probe", nil); q.Whole != nil {
		t.Error("it is not healed")
	}
	if err := p.KnockOut("outputs", 0, true); err == nil {
		t.Error("knocked an output out")
	}
}

// Looking changes nothing.
func TestLookingChangesNothing(t *testing.T) {
	p := training(t, small)
	steps(t, p, 110)
	before := frame(t, p)
	ask[play.Probe](t, p, "probe", play.ProbeOptions{Hidden: true, Side: 10})
	pruning := ask[play.Pruning](t, p, "pruning", nil)
	m := ask[play.Modules](t, p, "modules", 0.01)
	if pruning.Left[0] != 8*4+8*8+8*2 || pruning.Left[len(pruning.Left)-1] != 0 {
		t.Errorf("weights left: %v", pruning.Left)
	}
	if m.Parts < 1 || len(m.Of["hidden1"]) != 8 {
		t.Errorf("modules: %+v", m)
	}
	if !same(before, frame(t, p)) {
		t.Error("looking changed the network")
	}
}

// Settings that are wrong are refused in one line that names the key.
func TestWrongSettings(t *testing.T) {
	for settings, want := range map[string]string{
		`{"extends": "independence", "lamda": 1}`:                            "lamda",
		`{"extends": "nothing"}`:                                             "nothing",
		`{"extends": "table", "outputs": ["y"]}`:                             "rows",
		`{"extends": "independence", "formulas": ["x1+"], "inputs": ["x1"]}`: "x1+",
		`]`: "page.yaml",
	} {
		_, err := play.New(context.Background(), settings, nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", settings, err)
		}
	}
}

// A table comes from memory, and every kind of data trains.
func TestEveryKindOfData(t *testing.T) {
	own := "a,b,c\n"
	for i := range 40 {
		own += strings.Join([]string{number(i % 7), number(i % 5), number(i%7 + i%5)}, ",") + "\n"
	}
	for _, s := range []string{
		`{"extends": "two-moons", "width": 6}`, `{"extends": "three-moons", "width": 6}`, `{"extends": "spirals", "width": 6}`,
		`{"extends": "sharing", "width": 6}`, `{"extends": "composition", "width": 6}`,
		`{"extends": "modular-addition", "modulus": 7, "width": 9, "embedding_width": 6}`,
		`{"extends": "modular-addition-transformer", "modulus": 5, "width": 8, "heads": 2, "mlp_factor": 2}`,
		`{"extends": "table", "path": "own.csv", "outputs": ["c"], "width": 5, "steps": 100}`,
	} {
		p, err := play.New(t.Context(), s, []byte(own))
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		steps(t, p, 3)
		shape := ask[play.Shape](t, p, "shape", nil)
		if f := frame(t, p); len(f) != shape.Floats || f[0] != 3 || shape.Network.Axes[0].Name == "" {
			t.Errorf("%s: %d numbers in a frame, want %d", s, len(f), shape.Floats)
		}
		ask[play.Probe](t, p, "probe", play.ProbeOptions{Hidden: true, Side: 6})
		ask[play.Modules](t, p, "modules", 0.01)
	}
}

func number(v int) string { b, _ := json.Marshal(v); return string(b) }

// The formula of each output is written in the names of the data.
func TestFormula(t *testing.T) {
	p := training(t, `{"extends": "independence", "inputs": ["a", "b"], "formulas": ["a^2"], "steps": 600, "width": 6, "depth": 1, "learning_rate": 0.02, "method": "l1", "lambda": 0.0001}`)
	steps(t, p, 600)
	f := ask[[]play.Formula](t, p, "formula", play.FormulaOptions{Seconds: 2})
	if len(f) != 1 || f[0].Text == "" || len(f[0].Terms) == 0 {
		t.Fatalf("%+v", f)
	}
	if _, err := p.Call(t.Context(), "sing", nil); err == nil || !strings.Contains(err.Error(), "probe") {
		t.Errorf("an unknown call: %v", err)
	}
}
