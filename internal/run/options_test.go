package run

import (
	"math"
	"strings"
	"testing"
)

// Every option works with every kind of data: activation, width and depth, precision,
// batches, method and loss.
func TestOptionsEverywhere(t *testing.T) {
	table := []string{"path=" + cars, carInputs, "outputs=[Miles_per_Gallon]"}
	classes := []string{"path=" + cars, carInputs, "outputs=[Origin]"}
	kinds := []struct {
		name string
		set  []string
	}{
		{"independence", nil}, {"two-moons", nil}, {"three-moons", nil},
		{"modular-addition", []string{"modulus=5", "embedding_width=4"}}, {"s4", []string{"group=3", "embedding_width=4"}},
		{"digits", []string{"train_rows=40", "test_rows=20"}}, {"table", table}, {"table", classes},
	}
	options := [][]string{
		{"activation=relu", "dtype=float32", "batch=7", "method=l2", "depth=1"},
		{"activation=tanh", "dtype=float64", "batch=0", "method=bimt", "depth=3"},
		{"activation=relu", "dtype=float64", "batch=5", "method=swap", "depth=2", "swap_strategy=assignment"},
		{"activation=tanh", "dtype=float32", "batch=0", "method=l1", "depth=0"},
		{"activation=silu", "dtype=float32", "batch=3", "method=local", "depth=2", "reduction=mean"},
		{"activation=gelu", "dtype=float64", "batch=0", "method=none", "depth=1", "weight_decay=0.1"},
	}
	for _, k := range kinds {
		for _, o := range options {
			set := append(append([]string{"width=9", "steps=4", "log_every=2", "swap_every=2"}, k.set...), o...)
			t.Run(k.name+" "+strings.Join(o, " "), func(t *testing.T) { tryOptions(t, k.name, set) })
		}
	}
}

func tryOptions(t *testing.T, name string, set []string) {
	r := small(t, name, set...)
	train(t, r)
	_, test := scores(t, r)
	c, last := r.Config, r.Lines[len(r.Lines)-1]
	if r.Done != 4 || len(r.Lines) != 2 || math.IsNaN(last.TrainLoss) || last.TrainLoss <= 0 {
		t.Errorf("%d steps, lines %+v", r.Done, r.Lines)
	}
	if want := map[bool]int{true: 2}[MethodOf(c.Method).Swaps && c.SwapEvery > 0]; r.Relocations != want {
		t.Errorf("%d relocations, want %d", r.Relocations, want)
	}
	if (last.Lambda == 0) != (c.Method == "none") {
		t.Errorf("λ is %v", last.Lambda)
	}
	if n := len(r.Network.Params.All()); n != 2*(c.Depth+1)+map[bool]int{true: 1}[r.Data.Tokens > 0] {
		t.Errorf("%d parameters of %d layers", n, c.Depth+1)
	}
	if math.IsNaN(test.Accuracy) != (r.Data.Classes == 0) {
		t.Errorf("accuracy %v with %d classes", test.Accuracy, r.Data.Classes)
	}
}
