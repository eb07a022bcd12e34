package run

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/nn"
)

// stopAt ends training well after so many steps.
func stopAt(steps int) Hook {
	return func(_ *Run, t *nn.Trainer) {
		t.After(func(s *nn.Step) bool { return s.Index == steps-1 }, func(*nn.Step) error { return nn.ErrStop })
	}
}

// A run that was stopped, saved, restored in a new one and trained on is the run that was
// never stopped, to the bit: its weights, its orders, its batches and its log.
func TestTrainedOnIsTheSameRun(t *testing.T) {
	for name, set := range map[string][]string{
		"independence": {"swap_every=30", "lambda_changes=[{at: 0.25, factor: 2}, {at: 0.7, factor: 0.1}]", "charge_biases_from=0.6"},
		"sharing":      {"batch=7", "dtype=float32", "swap_every=40", "weight_decay=0.1"},
		"in-context":   {"width=8", "heads=2", "train_rows=100", "test_rows=10", "swap_every=30", "batch=16"},
		"s4":           {"group=3", "embedding_width=4", "batch=5", "swap_strategy=assignment", "swap_every=50"},
	} {
		set = append(set, "steps=200", "log_every=20", "method=bimt")
		whole, first, second := small(t, name, set...), small(t, name, set...), small(t, name, set...)
		train(t, whole)
		train(t, first, stopAt(100))
		if first.Done != 100 || first.Finished() {
			t.Fatalf("%s: stopped after %d steps, finished: %v", name, first.Done, first.Finished())
		}
		saved, err := first.Save()
		if err != nil {
			t.Fatal(err)
		}
		train(t, first) // what was saved is a copy
		if err := second.Restore(saved); err != nil {
			t.Fatal(err)
		}
		train(t, second)
		for _, r := range []*Run{first, second} {
			if r.Done != 200 || !r.Finished() || r.Relocations != whole.Relocations || fmt.Sprint(r.Lines) != fmt.Sprint(whole.Lines) {
				t.Errorf("%s: %d steps, %d relocations, log\n%v\nwant\n%v", name, r.Done, r.Relocations, r.Lines, whole.Lines)
			}
			a, b := state(t, r), state(t, whole)
			if a != b {
				t.Errorf("%s: the states differ", name)
			}
		}
	}
}

// state is all of a run's state but its times.
func state(t *testing.T, r *Run) string {
	t.Helper()
	s, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	s.Spent = Spent{}
	var safe []string
	for _, back := range s.Safe {
		plain := *back
		plain.Spent = Spent{}
		plain.Params = slices.Clone(back.Params) // a file has them by name
		slices.SortFunc(plain.Params, func(a, b ParamState) int { return strings.Compare(a.Name, b.Name) })
		safe = append(safe, fmt.Sprint(plain))
	}
	s.Safe = nil
	return fmt.Sprint(*s, safe)
}

// A checkpoint is taken by a hook while the run goes on.
func TestSavedFromAHook(t *testing.T) {
	set := []string{"steps=40", "log_every=10", "swap_every=10", "batch=9"}
	whole, again := small(t, "independence", set...), small(t, "independence", set...)
	var saved *State
	train(t, whole, func(r *Run, tr *nn.Trainer) {
		tr.After(nn.Every(20), func(*nn.Step) (err error) {
			if saved == nil {
				saved, err = r.Save()
			}
			return err
		})
	})
	if saved.Done != 20 || len(saved.Lines) != 2 || saved.Relocations != 2 || saved.Spent.Total <= 0 || saved.Spent.Total >= whole.Spent.Total {
		t.Errorf("saved: %+v", saved.Record)
	}
	if err := again.Restore(saved); err != nil {
		t.Fatal(err)
	}
	train(t, again)
	if state(t, again) != state(t, whole) {
		t.Error("it goes on otherwise")
	}
}

// Asking changes nothing of the run that goes on.
func TestAskingBetweenSteps(t *testing.T) {
	set := []string{"steps=6", "log_every=2", "swap_every=2", "heads=4", "sample_length=20"}
	quiet, asked := tinyText(t, set...), tinyText(t, set...)
	train(t, quiet)
	var texts []string
	train(t, asked, func(r *Run, tr *nn.Trainer) {
		tr.After(nn.Always, func(*nn.Step) error {
			if _, err := r.Attention(r.Data.Test, 0); err != nil {
				return err
			}
			if _, _, err := r.Scores(); err != nil {
				return err
			}
			text, err := r.Sample(t.Context())
			texts = append(texts, text)
			return err
		})
	})
	if state(t, quiet) != state(t, asked) {
		t.Error("asking changes the run")
	}
	if len(texts) != 6 || slices.Contains(texts, "") {
		t.Errorf("it wrote %q", texts)
	}
}

func TestRestoreOfAnotherRun(t *testing.T) {
	saved, err := small(t, "sharing", "width=6").Save()
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]string{"width=7": "elements", "depth=1": "settings it was saved with"} {
		if err := small(t, "sharing", setting).Restore(saved); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", setting, err, want)
		}
	}
	saved.Batches.Order = []int{0, 1000}
	if err := small(t, "sharing", "width=6").Restore(saved); err == nil || !strings.Contains(err.Error(), "no row 1000") {
		t.Errorf("a row that is not there: %v", err)
	}
}

// A run ends by what ended it, holds what was reached, and goes on from there.
func TestEnds(t *testing.T) {
	r := small(t, "sharing", "steps=20", "log_every=5")
	ctx, cancel := context.WithCancel(context.Background())
	err := r.Train(ctx, OnLine(func(p Progress) {
		if p.Step == 10 {
			cancel()
		}
	}))
	if !IsInterrupted(err) || r.Err != err || r.Done != 10 || len(r.Lines) != 2 || r.Finished() {
		t.Errorf("interrupted: %v after %d steps, %d lines", err, r.Done, len(r.Lines))
	}
	var last Progress
	train(t, r, OnLine(func(p Progress) { last = p }))
	if !r.Finished() || last.Step != 20 || last.Remaining != 0 || len(r.Lines) != 4 {
		t.Errorf("%d steps, last line %+v", r.Done, last)
	}
	train(t, r)
	if r.Done != 20 || len(r.Lines) != 4 {
		t.Errorf("a finished run trained on: %d steps", r.Done)
	}
	wild := small(t, "sharing", "steps=20", "learning_rate=1e300", "log_every=1")
	if err := wild.Train(context.Background()); !IsNonFinite(err) || wild.Finished() {
		t.Errorf("a NaN: %v", err)
	}
	if ms := r.StepMS(); !(ms > 0) || math.IsInf(ms, 0) {
		t.Errorf("a step takes %v ms", ms)
	}
}
