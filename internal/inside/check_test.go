package inside

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
)

// answering makes a network right: the answers to all rows become its own.
func answering(t *testing.T, r *run.Run) *run.Run {
	t.Helper()
	d := *r.Data
	var err error
	if d.Train.Y, err = r.PredictSet(d.Train); err == nil {
		d.Test.Y, err = r.PredictSet(d.Test)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Data = &d
	return r
}

// halves is a network of two parts that share nothing, of several neurons in each layer:
// x1, x3 → hidden 0–3 → output 1, x2, x4 → hidden 4–7 → output 2. Neurons 8, 9 are dead.
func halves(t *testing.T) *run.Run {
	t.Helper()
	r := build(t, "independence", "width=10", "method=none", "train_rows=60", "test_rows=60")
	rng := rand.New(rand.NewPCG(5, 6))
	for _, name := range []string{"linear0.weight", "linear1.weight", "linear2.weight"} {
		p := r.Network.Params.Get(name)
		values, cols := p.Float64s(), p.Shape()[1]
		part := func(n, of int) int { // of a neuron or input of a layer
			switch {
			case of == 4:
				return n % 2
			case of == 2:
				return n
			case n >= 8:
				return -1
			}
			return n / 4
		}
		for i := range values {
			values[i] = 0
			if a, b := part(i/cols, p.Shape()[0]), part(i%cols, cols); a == b && a >= 0 {
				values[i] = 0.5 + rng.Float64()
				if rng.IntN(2) == 0 {
					values[i] *= -1
				}
			}
		}
		if err := p.Set(values); err != nil {
			t.Fatal(err)
		}
	}
	return answering(t, r)
}

func controlsOf(t *testing.T, r *run.Run, o CheckOptions) (map[string]Control, *Check) {
	t.Helper()
	before := r.Network.Params.All()[0].Float64s()
	c, err := CheckStory(context.Background(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before, r.Network.Params.All()[0].Float64s()) {
		t.Error("the check changed the network")
	}
	all := map[string]Control{}
	for _, k := range c.Controls {
		all[k.Name] = k
	}
	return all, c
}

// Planted modules are called real; the same check of random neurons, said to be a module, is
// not passed.
func TestCheckPlanted(t *testing.T) {
	r := halves(t)
	found, c := controlsOf(t, r, CheckOptions{Threshold: 0.01, Draws: 99})
	for _, name := range []string{"held-out rows", "shuffled labels", "random weights kept", "never trained: loss", "never trained: weights"} {
		if found[name].Verdict != Holds {
			t.Errorf("%s: %+v", name, found[name])
		}
	}
	modules := 0
	for name, k := range found {
		if strings.HasPrefix(name, "module ") {
			modules++
			if k.Verdict != Holds || k.Value < 0.999 {
				t.Errorf("%s: %+v", name, k)
			}
		}
	}
	// Its answers are not those of the formulas, from which the wider range is drawn.
	if modules != 2 || !strings.Contains(c.Sentence, "fails at wider range (") {
		t.Errorf("%d modules judged, want 2: %s", modules, c.Sentence)
	}
	again, err := CheckStory(context.Background(), r, CheckOptions{Threshold: 0.01, Draws: 99})
	if err != nil || again.Sentence != c.Sentence || again.Controls[1].P != c.Controls[1].P {
		t.Errorf("checked again, it says %s: %v", again.Sentence, err)
	}

	b, err := newBench(r, 60)
	if err != nil {
		t.Fatal(err)
	}
	var pool []flow.Neuron
	for _, a := range r.Network.Space.Axes()[1:3] {
		for n := range 8 {
			pool = append(pool, flow.Neuron{Axis: a, Number: n})
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		var subset []flow.Neuron
		for k := 0; k < len(pool); k += 8 {
			for _, i := range rng.Perm(8)[:4] {
				subset = append(subset, pool[k+i])
			}
		}
		j, err := ablation.Judge(b.knockOut(Resample), subset, []int{0}, pool, 99, rng)
		if err != nil {
			t.Fatal(err)
		}
		if k := judged("random", j); k.Verdict == Holds {
			t.Errorf("random neurons %v are called a module: %+v", subset, k)
		}
	}
}

// A random network has the null values of its figures, and no story.
func TestCheckRandom(t *testing.T) {
	r := build(t, "independence", "test_rows=60")
	found, c := controlsOf(t, r, CheckOptions{Threshold: 0.01, Draws: 99})
	if c.Story != DoesNotHold || !strings.Contains(c.Sentence, "no story") {
		t.Errorf("a random network: %s", c.Sentence)
	}
	for _, name := range []string{"held-out rows", "never trained: loss", "never trained: weights", "never trained: wire length"} {
		if v := found[name].Verdict; v != DoesNotHold {
			t.Errorf("%s: %+v", name, found[name])
		}
	}
	if ratio := float64(found["never trained: wire length"].Value); math.Abs(ratio-1) > 0.1 {
		t.Errorf("locality ratio %v, want about 1", ratio)
	}
	if q := float64(found["never trained: modularity"].Value); math.Abs(q) > 0.03 {
		t.Errorf("Q − Q shuffled is %v, want about 0", q)
	}
	if v := found["rewired: modularity"].Verdict; v == Holds {
		t.Errorf("the modularity of a random network is called real")
	}
}

// Where a control means nothing, the table says why; what is left out is told too.
func TestCheckSaysWhatItCantTell(t *testing.T) {
	r := build(t, "in-context", "width=6", "depth=1", "heads=2", "train_rows=40", "test_rows=40", "batch=0", "steps=3")
	found, _ := controlsOf(t, r, CheckOptions{Threshold: 0.01, Draws: 9, Retrain: true})
	if k := found["module knock-outs"]; k.Verdict != NotApplicable || !strings.Contains(k.Why, "one output") {
		t.Errorf("%+v", k)
	}
	if k := found["trained on shuffled labels"]; k.Value != k.Value {
		t.Errorf("%+v: want the loss of a network trained on shuffled labels", k)
	}
	s := build(t, "s4", "width=10", "embedding_width=4", "steps=1")
	if found, _ = controlsOf(t, s, CheckOptions{Draws: 9, Weights: 100}); found["never trained"].Verdict != CantBeTold {
		t.Errorf("%+v", found["never trained"])
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := CheckStory(ctx, r, CheckOptions{}); !run.IsInterrupted(err) {
		t.Errorf("interrupted: %v", err)
	}
}
