package run

import (
	"context"
	"math"
	"slices"
	"testing"
)

// planted is independence with a network of which little is left: two disjoint parts, a
// small weight between them, a constant neuron and one that leads nowhere.
func planted(t *testing.T, settings ...string) *Run {
	t.Helper()
	r := small(t, "independence", append([]string{"width=4", "steps=20"}, settings...)...)
	for name, values := range map[string][]float64{
		// rows lead to, columns come from: x1 x2 x3 x4
		"linear0.weight": {1, 0, 1, 0 /**/, 0, 1, 0.005, 1 /**/, 0, 0, 0, 0 /**/, 0, 0, 2, 0},
		"linear0.bias":   {0.1, -0.2, 0.7, 0.3},
		"linear1.weight": {1.5, 0, 0.5, 0 /**/, 0, 1.2, 0, 0 /**/, 0, 0, 0, 0 /**/, 0, 0, 0, 0},
		"linear1.bias":   {0, 0.1, 0.4, 0},
		"linear2.weight": {1, 0, -0.5, 0 /**/, 0, 1, 0, 0},
		"linear2.bias":   {0.2, 0},
	} {
		p := r.Network.Params.Get(name)
		if p == nil {
			t.Fatalf("there is no %s", name)
		}
		if err := p.Set(values); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func sharedInputs(t *testing.T, r *Run) int {
	t.Helper()
	f, err := r.Flow()
	if err != nil {
		t.Fatal(err)
	}
	shared, err := f.SharedInputs(f.On(r.Network.In), f.On(r.Network.Out), 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(shared)
}

// A cut takes out small weights alone; what is dead then goes without changing outputs.
func TestCut(t *testing.T) {
	r := planted(t)
	if n := sharedInputs(t, r); n != 1 {
		t.Fatalf("%d shared inputs before the cut, want x3", n)
	}
	if err := r.Cut(0.01); err != nil {
		t.Fatal(err)
	}
	if n := sharedInputs(t, r); n != 0 {
		t.Errorf("%d shared inputs after the cut", n)
	}
	before, err := r.PredictSet(r.Data.Test)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CutDead(); err != nil {
		t.Fatal(err)
	}
	after, err := r.PredictSet(r.Data.Test)
	if err != nil {
		t.Fatal(err)
	}
	for i := range after {
		if math.Abs(after[i]-before[i]) > 1e-12 {
			t.Fatalf("output %d is %v with dead neurons, %v without", i, before[i], after[i])
		}
	}
	if kept, _ := ActiveWeights(r.Network.Space, 0); kept != 8 {
		t.Errorf("%d weights are left, want 4 + 2 + 2", kept)
	}
	if err := r.Cut(math.NaN()); err == nil {
		t.Error("a threshold that is no number is accepted")
	}
}

// What is 0 stays 0 in training and relocation, and in a refit, which fits better; a run
// without frozen zeros fills them.
func TestZerosAreHeld(t *testing.T) {
	for _, set := range [][]string{{"freeze_zeros=true", "swap_every=3"}, {"freeze_zeros=true", "swap_every=3", "leave_moments=true"}} {
		r := planted(t, append(set, "lambda=0")...)
		if err := r.HoldZeros(); err != nil { // of the weights just planted
			t.Fatal(err)
		}
		train(t, r)
		if kept, _ := ActiveWeights(r.Network.Space, 0); kept != 12 {
			t.Errorf("%v: %d weights after training, want 12 as before", set, kept)
		}
	}
	free := planted(t)
	train(t, free)
	if kept, total := ActiveWeights(free.Network.Space, 0); kept < 30 {
		t.Errorf("a run whose zeros are not frozen has %d weights of %d that are not 0", kept, total)
	}
	r := planted(t)
	before, _ := scores(t, r)
	steps := 0
	if err := r.Refit(context.Background(), 50, func(done int) { steps = done }); err != nil {
		t.Fatal(err)
	}
	after, _ := scores(t, r)
	if kept, _ := ActiveWeights(r.Network.Space, 0); kept != 12 || steps != 50 || !(after.Loss < before.Loss) {
		t.Errorf("refit: %d weights, %d steps, loss %v after %v", kept, steps, after.Loss, before.Loss)
	}
}

// A finished run of the paper's first experiment falls apart in few weights and fits better.
func TestFinish(t *testing.T) {
	r := small(t, "independence", "finish=1500")
	train(t, r)
	var said []string
	f, err := r.Finish(context.Background(), func(doing string) { said = append(said, doing) })
	if err != nil {
		t.Fatal(err)
	}
	_, test := scores(t, r)
	if sharedInputs(t, r) != 0 || f.Kept > 40 || !f.Chosen || !(f.TrainLossAfter <= f.TrainLossBefore) || float64(f.TestLossAfter) != test.Loss || len(said) > 5 {
		t.Errorf("%+v after %q, %d shared inputs", f, said, sharedInputs(t, r))
	}
	r.Config.FinishThreshold = 0.3
	if f, err = r.Finish(context.Background(), nil); err != nil || f.Chosen || f.Threshold != 0.3 {
		t.Errorf("a threshold that is given: %+v, %v", f, err)
	}
	before := slices.Concat(r.values()...)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = r.Finish(ctx, nil); !IsInterrupted(err) || !slices.Equal(before, slices.Concat(r.values()...)) {
		t.Errorf("interrupted: %v; the network must be as it was", err)
	}
}
